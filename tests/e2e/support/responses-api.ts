import {
  commandOf,
  field,
  freshId,
  type Line,
  listOf,
  type OfferedTool,
  type Saying,
  standIn,
  type StreamEvent,
  textOf,
} from "./stand-in.ts"

/*
 * Stands in for the Responses API of OpenAI: what codex speaks, and opencode to the provider "openai".
 * How it is run and told what to answer: stand-in.ts.
 */

/** Enough of a bill that a test can recognize it. */
const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 40 },
  output_tokens: 20,
  output_tokens_details: { reasoning_tokens: 5 },
  total_tokens: 120,
}

/** The tools of the request itself and, where codex sends them to its newest models, those of an item of the input. */
const toolsOf = (body: unknown): ReadonlyArray<OfferedTool> => [
  ...listOf(field(body, "tools")).flatMap(toolIn),
  ...listOf(field(body, "input"))
    .flatMap((item) => listOf(field(item, "tools")))
    .flatMap(toolIn),
]

/** A tool, or those of a namespace. One without a name, such as the provider's own web search, no test calls. */
const toolIn = (tool: unknown): ReadonlyArray<OfferedTool> => {
  if (field(tool, "type") === "namespace") return listOf(field(tool, "tools")).flatMap(toolIn)
  const name = field(tool, "name")
  return typeof name === "string" ? [{ name, parameters: field(tool, "parameters") }] : []
}

/** An item of the output as it begins, the events that fill it, and as it is in the end. */
interface GrowingItem {
  readonly begun: Readonly<Record<string, unknown>>
  readonly deltas: ReadonlyArray<Readonly<Record<string, unknown>> & { readonly type: string }>
  readonly done: Readonly<Record<string, unknown>>
}

const itemsOf = ({ call, pieces }: Saying): ReadonlyArray<GrowingItem> => {
  const items: Array<GrowingItem> = []
  if (pieces.length > 0) {
    const message = { type: "message", id: freshId("msg"), role: "assistant" }
    const content = { type: "output_text", text: pieces.join(""), annotations: [] }
    items.push({
      begun: { ...message, status: "in_progress", content: [] },
      deltas: pieces.map((delta) => ({ type: textDelta, item_id: message.id, content_index: 0, delta })),
      done: { ...message, status: "completed", content: [content] },
    })
  }
  if (call !== undefined) {
    const item = { type: "function_call", id: freshId("fc"), call_id: freshId("call"), name: call.name }
    const parameters = JSON.stringify(call.arguments)
    items.push({
      begun: { ...item, status: "in_progress", arguments: "" },
      deltas: [{ type: "response.function_call_arguments.delta", item_id: item.id, delta: parameters }],
      done: { ...item, status: "completed", arguments: parameters },
    })
  }
  return items
}

const textDelta = "response.output_text.delta"

const responseOf = (items: ReadonlyArray<GrowingItem>) => ({
  id: freshId("resp"),
  object: "response",
  created_at: Math.floor(Date.now() / 1000),
  model: "stand-in",
  status: "completed",
  output: items.map(({ done }) => done),
  usage,
})

const events = (saying: Saying): ReadonlyArray<StreamEvent> => {
  const items = itemsOf(saying)
  const { usage: _, ...response } = responseOf(items)
  return [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    ...items.flatMap(({ begun, deltas, done }, output_index) => {
      const added = { type: "response.output_item.added", output_index, item: begun }
      const grown = deltas.map((delta) => ({ ...delta, output_index }))
      return [added, grown, { type: "response.output_item.done", output_index, item: done }].flat()
    }),
    { type: "response.completed", response: { ...response, usage } },
  ].map((data, sequence_number) => ({
    name: data.type,
    data: { ...data, sequence_number },
    isPiece: data.type === textDelta,
  }))
}

const linesOf = (body: unknown): ReadonlyArray<Line> =>
  listOf(field(body, "input")).flatMap((item): ReadonlyArray<Line> => {
    const role = field(item, "role")
    if (role === "user" || role === "assistant") return [{ who: role, what: textOf(field(item, "content")) }]
    switch (field(item, "type")) {
      case "function_call":
        return [{ who: "call", what: commandOf(field(item, "arguments")) }]
      case "function_call_output":
        return [{ who: "result", what: textOf(field(item, "output")) }]
      default:
        return []
    }
  })

standIn({
  route: ({ body, method, path }) => {
    if (method !== "POST" || !path.endsWith("/responses")) return Response.json({}, { status: 404 })
    return field(body, "stream") === true ? "stream" : "whole"
  },
  toolsOf,
  linesOf,
  whole: (saying) => responseOf(itemsOf(saying)),
  events,
  // Agents also go by the type: to opencode, whatever calls itself a server's error is worth another attempt.
  failure: (status, message) => ({
    error: {
      message,
      type: status < 500 ? "invalid_request_error" : "server_error",
      param: null,
      code: status === 429 ? "rate_limit_exceeded" : null,
    },
  }),
  aside: "a title",
})
