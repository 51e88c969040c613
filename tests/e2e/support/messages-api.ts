import {
  commandOf,
  field,
  freshId,
  type Line,
  listOf,
  type Saying,
  standIn,
  type StreamEvent,
  textOf,
} from "./stand-in.ts"

/*
 * Stands in for the Messages API of Anthropic: what claude speaks, and pi to a provider of the kind "anthropic-messages".
 * How it is run and told what to answer: stand-in.ts.
 */

/** Enough of a bill that a test can recognize it. */
const usage = {
  input_tokens: 100,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 40,
  output_tokens: 20,
}

/** The blocks of an answer as they are when it is complete. */
const contentOf = ({ call, pieces }: Saying): ReadonlyArray<Block> => [
  ...(pieces.length === 0 ? [] : [{ type: "text", text: pieces.join("") } as const]),
  ...(call === undefined
    ? []
    : [{ type: "tool_use", id: freshId("toolu"), name: call.name, input: call.arguments } as const]),
]

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: unknown }

const whole = (saying: Saying, body: unknown) => ({
  id: freshId("msg"),
  type: "message",
  role: "assistant",
  model: field(body, "model"),
  content: contentOf(saying),
  stop_reason: saying.call === undefined ? "end_turn" : "tool_use",
  stop_sequence: null,
  usage,
})

const events = (saying: Saying, body: unknown): ReadonlyArray<StreamEvent> => {
  const { content, stop_reason, stop_sequence, ...message } = whole(saying, body)
  const begun = { ...message, content: [], stop_reason: null, stop_sequence, usage: { ...usage, output_tokens: 1 } }
  return [
    event("message_start", { message: begun }),
    ...content.flatMap((block, index) => {
      const deltas = deltasOf(block, saying).map((delta) => event("content_block_delta", { index, delta }))
      const start = event("content_block_start", { index, content_block: emptied(block) })
      return [start, deltas, event("content_block_stop", { index })].flat()
    }),
    event("message_delta", { delta: { stop_reason, stop_sequence }, usage }),
    event("message_stop", {}),
  ]
}

const event = (type: string, rest: Readonly<Record<string, unknown>>): StreamEvent => ({
  name: type,
  data: { type, ...rest },
  isPiece: field(rest["delta"], "type") === "text_delta",
})

/** The block as it begins, before any delta. */
const emptied = (block: Block): Block => (block.type === "text" ? { ...block, text: "" } : { ...block, input: {} })

const deltasOf = (block: Block, { pieces }: Saying): ReadonlyArray<unknown> =>
  block.type === "text"
    ? pieces.map((text) => ({ type: "text_delta", text }))
    : [{ type: "input_json_delta", partial_json: JSON.stringify(block.input) }]

const linesOf = (body: unknown): ReadonlyArray<Line> =>
  listOf(field(body, "messages")).flatMap((message): ReadonlyArray<Line> => {
    const who = field(message, "role") === "assistant" ? "assistant" : "user"
    return listOf(field(message, "content")).flatMap((block): ReadonlyArray<Line> => {
      switch (field(block, "type")) {
        case "tool_use":
          return [{ who: "call", what: commandOf(field(block, "input")) }]
        case "tool_result":
          return [{ who: "result", what: textOf(field(block, "content")) }]
        default:
          return [{ who, what: typeof block === "string" ? block : textOf([block]) }]
      }
    })
  })

/** The names that the API gives to what it refuses: the CLI tells by them, too, what is worth another attempt. */
const typeOfFailure: ReadonlyMap<number, string> = new Map([
  [400, "invalid_request_error"],
  [401, "authentication_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [429, "rate_limit_error"],
  [529, "overloaded_error"],
])

standIn({
  route: ({ body, method, path }) => {
    if (method !== "POST") return Response.json({})
    if (path.endsWith("/messages/count_tokens")) return Response.json({ input_tokens: usage.input_tokens })
    if (!path.endsWith("/messages")) return Response.json({})
    return field(body, "stream") === true ? "stream" : "whole"
  },
  toolsOf: (body) =>
    listOf(field(body, "tools")).flatMap((tool) => {
      const name = field(tool, "name")
      return typeof name === "string" ? [{ name, parameters: field(tool, "input_schema") }] : []
    }),
  linesOf,
  whole,
  events,
  failure: (status, message) => ({
    type: "error",
    error: { type: typeOfFailure.get(status) ?? "api_error", message },
    request_id: freshId("req"),
  }),
  aside: "a title",
})
