import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/*
 * Stands in for a provider of models, so that a real agent can be tested without one: `bun FILE URLFILE DIRECTORY`, where
 * FILE is the API that the agent speaks (messages-api.ts, responses-api.ts, gemini-api.ts). This is what they share.
 *
 * It listens on loopback and says where in URLFILE. It answers each request of the agent's own conversation with the
 * next element of the array in DIRECTORY/replies.json, and with the last one again when it has come to the end. It ends
 * when the process that started it is gone: a test that is killed leaves nothing.
 *
 * What it is asked it writes down. DIRECTORY/requests/0001.json and so on is every request; DIRECTORY/turns/1 and so on
 * are those of the conversation in one form for all APIs, a line for each thing that was said, and what as JSON:
 *
 *     user "make the tests pass"
 *     assistant "I shall look."
 *     call "ls"
 *     result "Makefile\n"
 */

/** What a test wants the model to do: one element of `replies.json`. */
export type Reply =
  /** It answers; word by word, if `wordMillis` says how long each takes. */
  | { readonly text: string; readonly wordMillis?: number }
  /** It calls whatever tool of the agent runs a command, perhaps with a word about it. */
  | { readonly shell: string; readonly text?: string }
  /** It takes the request, and never answers. */
  | { readonly hang: true }
  /** It refuses the request with this HTTP status. */
  | { readonly error: number }

/** A request as it is recorded; the body as it was sent where it is no JSON. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** What a request tells of the conversation so far. */
export interface Line {
  readonly who: "user" | "assistant" | "call" | "result"
  readonly what: string
}

/** A tool that an agent offers to the model. */
export interface OfferedTool {
  readonly name: string
  /** The JSON Schema of its arguments. */
  readonly parameters: unknown
}

/** A call of a tool that the agent offers. */
export interface ToolCall {
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** What the model says. */
export interface Saying {
  /** The pieces in which the text comes; empty where it says nothing. */
  readonly pieces: ReadonlyArray<string>
  readonly call: ToolCall | undefined
}

/** One event of a server-sent stream. */
export interface StreamEvent {
  /** What the line `event:` says; `undefined` where there is none. */
  readonly name: string | undefined
  readonly data: Readonly<Record<string, unknown>>
  /** It has a piece of the text, and comes after a pause where the model takes its time. */
  readonly isPiece: boolean
}

/** How one API is spoken. */
export interface Dialect {
  /** What the request is for: the model, to answer at once or in a stream, or something else, which is answered here. */
  readonly route: (request: RecordedRequest) => "whole" | "stream" | Response
  readonly toolsOf: (body: unknown) => ReadonlyArray<OfferedTool>
  readonly linesOf: (body: unknown) => ReadonlyArray<Line>
  readonly whole: (saying: Saying, body: unknown) => unknown
  readonly events: (saying: Saying, body: unknown) => ReadonlyArray<StreamEvent>
  /** The body of a refusal. */
  readonly failure: (status: number, message: string) => unknown
  /** What it says to a request that is not of the conversation. */
  readonly aside: string
}

export const standIn = (dialect: Dialect): void => {
  const [urlFile, directory] = process.argv.slice(2)
  if (urlFile === undefined || directory === undefined) {
    console.error("usage: bun FILE URLFILE DIRECTORY")
    process.exit(2)
  }
  endWithParent()
  // No idle timeout: a model that hangs keeps its connection.
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 0, fetch: answering(dialect, directory) })
  writeWhole(urlFile, `http://127.0.0.1:${server.port}\n`)
}

/** Looks for the parent again and again: nothing tells a process that the one that started it was killed. */
const endWithParent = (): void => {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(0)
  }, 250)
}

const answering = (dialect: Dialect, directory: string): ((request: Request) => Promise<Response>) => {
  for (const part of ["requests", "turns"]) mkdirSync(join(directory, part), { recursive: true })
  let recorded = 0
  let turns = 0
  return async (request) => {
    const path = new URL(request.url).pathname
    const asked = { method: request.method, path, body: parsed(await request.text()) }
    recorded += 1
    const file = `${String(recorded).padStart(4, "0")}.json`
    writeWhole(join(directory, "requests", file), `${JSON.stringify(asked, undefined, 2)}\n`)
    const route = dialect.route(asked)
    if (route instanceof Response) return route
    const { body } = asked
    const say = (saying: Saying, wordMillis = 0): Promise<Response> | Response =>
      route === "stream"
        ? streamed(dialect.events(saying, body), wordMillis)
        : spoken(dialect, saying, body, wordMillis)
    const tools = dialect.toolsOf(body)
    // Agents also ask for a title and the like. Those requests offer no tools, and their number is nobody's promise.
    if (tools.length === 0) return say({ pieces: [dialect.aside], call: undefined })
    turns += 1
    writeWhole(join(directory, "turns", String(turns)), dialect.linesOf(body).map(asText).join(""))
    return answerTo(dialect, tools, scriptedReply(directory, turns), say)
  }
}

const asText = ({ what, who }: Line): string => `${who} ${JSON.stringify(what)}\n`

const answerTo = (
  dialect: Dialect,
  tools: ReadonlyArray<OfferedTool>,
  reply: Reply,
  say: (saying: Saying, wordMillis?: number) => Response | Promise<Response>,
): Response | Promise<Response> => {
  const refuse = (status: number, message: string) => Response.json(dialect.failure(status, message), { status })
  if ("hang" in reply) return new Promise<never>(() => {})
  if ("error" in reply) return refuse(reply.error, `the stand-in answers ${reply.error}`)
  if ("shell" in reply) {
    const call = shellCall(tools, reply.shell)
    // Not a 500: the agent would go on asking, and the test would wait for it.
    if (call === undefined) return refuse(400, `no shell among the tools ${tools.map(({ name }) => name).join(" ")}`)
    return say({ pieces: reply.text === undefined ? [] : [reply.text], call })
  }
  const pieces = reply.wordMillis === undefined ? [reply.text] : reply.text.split(/(?<=\s)/)
  return say({ pieces, call: undefined }, reply.wordMillis)
}

/** Reads the script anew for each request, so that a test may go on writing it. */
const scriptedReply = (directory: string, number: number): Reply => {
  const replies = JSON.parse(readFileSync(join(directory, "replies.json"), "utf8")) as ReadonlyArray<Reply>
  const reply = replies[Math.min(number, replies.length) - 1]
  if (reply === undefined) throw new Error("replies.json is empty")
  return reply
}

/** What agents call the tool that runs a command, the likeliest first: codex, gemini, claude, opencode and pi. */
const shellToolNames = ["exec_command", "shell_command", "shell", "run_shell_command", "Bash", "bash"]

/** A call of whatever tool of the agent runs a command, with arguments as its schema wants them. */
const shellCall = (tools: ReadonlyArray<OfferedTool>, command: string): ToolCall | undefined => {
  const name = shellToolNames.find((candidate) => tools.some((tool) => tool.name === candidate))
  const tool = tools.find((candidate) => candidate.name === name)
  if (tool === undefined) return undefined
  const properties = field(tool.parameters, "properties")
  const key = field(properties, "cmd") === undefined ? "command" : "cmd"
  const asList = field(field(properties, key), "type") === "array"
  const described = field(properties, "description") === undefined ? {} : { description: "what the test wants" }
  return { name: tool.name, arguments: { [key]: asList ? ["bash", "-c", command] : command, ...described } }
}

/** What a call of `shellCall` runs, from the arguments as the agent sends them back: the object, or its JSON. */
export const commandOf = (input: unknown): string => {
  const given = typeof input === "string" ? parsed(input) : input
  const command = field(given, "cmd") ?? field(given, "command")
  return typeof command === "string" ? command : JSON.stringify(command ?? given)
}

const spoken = async (dialect: Dialect, saying: Saying, body: unknown, wordMillis: number): Promise<Response> => {
  await Bun.sleep(saying.pieces.length * wordMillis)
  return Response.json(dialect.whole(saying, body))
}

/** The events as they are read: a client that goes away ends them. */
const streamed = (events: ReadonlyArray<StreamEvent>, wordMillis: number): Response => {
  const encoder = new TextEncoder()
  const remaining = events.values()
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value: event } = remaining.next()
      if (done === true) return controller.close()
      if (event.isPiece) await Bun.sleep(wordMillis)
      const name = event.name === undefined ? "" : `event: ${event.name}\n`
      controller.enqueue(encoder.encode(`${name}data: ${JSON.stringify(event.data)}\n\n`))
    },
  })
  return new Response(stream, { headers: { "content-type": "text/event-stream" } })
}

let made = 0

/** An id that was not given before, not even by the stand-in of a conversation's beginning to the one of its end. */
export const freshId = (prefix: string): string => {
  made += 1
  return `${prefix}_${process.pid}_${made}`
}

/** What is under `key` in a value of which nothing is known. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined

/** The elements of a value of which nothing is known; a single one where it is no list. */
export const listOf = (value: unknown): ReadonlyArray<unknown> => {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as ReadonlyArray<unknown>) : [value]
}

/** The text in a value of which nothing is known: itself, or that of its parts. */
export const textOf = (value: unknown): string => {
  if (typeof value === "string") return value
  return listOf(value)
    .map((part) => field(part, "text"))
    .filter((text) => typeof text === "string")
    .join("\n")
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A GET has no body, and one in another format is worth recording all the same.
    return text === "" ? null : text
  }
}

/** Writes a file that a reader sees whole or not at all. */
const writeWhole = (file: string, content: string): void => {
  const [directory, name] = [join(file, ".."), file.slice(file.lastIndexOf("/") + 1)]
  const unfinished = join(directory, `.${name}.${process.pid}`)
  writeFileSync(unfinished, content)
  renameSync(unfinished, file)
}
