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
 * Stands in for the Gemini API: what gemini speaks. How it is run and told what to answer: stand-in.ts.
 *
 * The method is in the path, after a colon, and the events of a stream have no names.
 */

/** Enough of a bill that a test can recognize it. */
const usageMetadata = {
  promptTokenCount: 100,
  cachedContentTokenCount: 40,
  candidatesTokenCount: 20,
  thoughtsTokenCount: 5,
  totalTokenCount: 125,
}

/** A piece of what the model says: a text, or the call of a function. */
type Part = { readonly text: string } | { readonly functionCall: { readonly name: string; readonly args: unknown } }

const partsOf = ({ call, pieces }: Saying): ReadonlyArray<Part> => [
  ...pieces.map((text) => ({ text })),
  ...(call === undefined ? [] : [{ functionCall: { name: call.name, args: call.arguments } }]),
]

/** An answer, or the piece of one that an event has. */
const answerOf = (parts: ReadonlyArray<Part>, isLast: boolean) => ({
  candidates: [{ content: { role: "model", parts }, index: 0, ...(isLast ? { finishReason: "STOP" } : {}) }],
  usageMetadata,
  modelVersion: "stand-in",
  responseId: freshId("response"),
})

const events = (saying: Saying): ReadonlyArray<StreamEvent> => {
  const parts = partsOf(saying)
  return parts.map((part, index) => ({
    name: undefined,
    data: answerOf([part], index === parts.length - 1),
    isPiece: "text" in part,
  }))
}

/** The functions that a request offers. Tools of the provider's own, like a web search, are none that a test calls. */
const toolsOf = (body: unknown): ReadonlyArray<OfferedTool> =>
  listOf(field(body, "tools")).flatMap((tool) => listOf(field(tool, "functionDeclarations")).flatMap(functionOf))

const functionOf = (declaration: unknown): ReadonlyArray<OfferedTool> => {
  const name = field(declaration, "name")
  const parameters = field(declaration, "parametersJsonSchema") ?? field(declaration, "parameters")
  return typeof name === "string" ? [{ name, parameters }] : []
}

const linesOf = (body: unknown): ReadonlyArray<Line> =>
  listOf(field(body, "contents")).flatMap((content) => {
    const who = field(content, "role") === "model" ? "assistant" : "user"
    return listOf(field(content, "parts")).map((part): Line => {
      const call = field(part, "functionCall")
      const response = field(part, "functionResponse")
      if (call !== undefined) return { who: "call", what: commandOf(field(call, "args")) }
      if (response !== undefined) return { who: "result", what: JSON.stringify(field(response, "response")) }
      return { who, what: textOf([part]) }
    })
  })

/** The names that the API gives to the codes: the CLI tells by them what is worth another attempt. */
const statusNames: ReadonlyMap<number, string> = new Map([
  [400, "INVALID_ARGUMENT"],
  [401, "UNAUTHENTICATED"],
  [403, "PERMISSION_DENIED"],
  [404, "NOT_FOUND"],
  [429, "RESOURCE_EXHAUSTED"],
  [500, "INTERNAL"],
  [503, "UNAVAILABLE"],
])

const failure = (status: number, message: string) => ({
  error: { code: status, message, status: statusNames.get(status) ?? "UNKNOWN" },
})

standIn({
  route: ({ path }) => {
    switch (path.slice(path.lastIndexOf(":") + 1)) {
      case "countTokens":
        return Response.json({ totalTokens: usageMetadata.promptTokenCount })
      case "generateContent":
        return "whole"
      case "streamGenerateContent":
        return "stream"
      default:
        return Response.json(failure(404, "there is no such method"), { status: 404 })
    }
  },
  toolsOf,
  linesOf,
  whole: (saying) => answerOf(partsOf(saying), true),
  events,
  failure,
  // The CLI asks which model is the right one and the like, mostly for JSON: with this it does what it does by default.
  aside: "{}",
})
