import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

import { quoteShortly } from "../terminal/quoteShortly.ts"
import type { Description } from "../words.ts"

const aText = Schema.String
const aNumber = Schema.Finite
const aFlag = Schema.Boolean

/** What a request may be known by in its answer. */
export type Id = string | number

const ExecFields = {
  tool: Schema.Literal("exec"),
  id: Schema.optional(Schema.Union(aText, aNumber)),
  command: aText,
  yieldMs: Schema.optional(aNumber),
  background: Schema.optional(aFlag),
  timeout: Schema.optional(aNumber),
  pty: Schema.optional(aFlag),
  workdir: Schema.optional(aText),
  env: Schema.optional(Schema.Record({ key: aText, value: aText })),
  elevated: Schema.optional(aFlag),
}

/** The actions of `process`. */
export const actions = [
  "list",
  "poll",
  "log",
  "write",
  "send-keys",
  "submit",
  "paste",
  "kill",
  "clear",
  "remove",
] as const

const ProcessFields = {
  tool: Schema.Literal("process"),
  id: Schema.optional(Schema.Union(aText, aNumber)),
  action: Schema.Literal(...actions),
  sessionId: Schema.optional(aText),
  timeout: Schema.optional(aNumber),
  offset: Schema.optional(aNumber),
  limit: Schema.optional(aNumber),
  data: Schema.optional(aText),
  eof: Schema.optional(aFlag),
  keys: Schema.optional(Schema.Array(aText)),
  hex: Schema.optional(Schema.Array(aText)),
  literal: Schema.optional(aText),
  text: Schema.optional(aText),
  bracketed: Schema.optional(aFlag),
}

const ExecRequest = Schema.Struct(ExecFields)
const ProcessRequest = Schema.Struct(ProcessFields)

export type ExecToolRequest = typeof ExecRequest.Type
export type ProcessToolRequest = typeof ProcessRequest.Type
export type ToolRequest = ExecToolRequest | ProcessToolRequest

/** A line that was read. */
export type Read =
  | { readonly _tag: "Request"; readonly id: Id | undefined; readonly request: ToolRequest }
  | { readonly _tag: "NoRequest"; readonly id: Id | undefined; readonly why: Description }

const strictly = { onExcessProperty: "error" } as const
const readExec = Schema.decodeUnknownEither(ExecRequest, strictly)
const readProcess = Schema.decodeUnknownEither(ProcessRequest, strictly)

/** The request in a line; what is wrong with it, and what to do, where there is none. */
export const readRequest = (line: Uint8Array): Read => {
  try {
    return read(line)
  } catch {
    // What is nested too deeply can be parsed, and nothing more.
    return refuse("the line is nested too deeply", "write a request's fields only")
  }
}

const refuse = (message: string, hint: string, id?: Id): Read => ({ _tag: "NoRequest", id, why: { message, hint } })

const read = (line: Uint8Array): Read => {
  const text = decode(line)
  if (text === undefined) return refuse("the line is no UTF-8", "write JSON in UTF-8, and other bytes as \\u escapes")
  const parsed = parse(text)
  if (!isRecord(parsed)) {
    return refuse(`${quoteShortly(text)} is no JSON object`, 'write one a line, as in {"tool":"exec","command":"ls"}')
  }
  const id = parsed["id"]
  if (!isId(id)) return refuse(`the id ${quoteShortly(id)} is none`, "give a string or a number")
  switch (parsed["tool"]) {
    case "exec": {
      const decoded = readExec(parsed)
      if (Either.isLeft(decoded)) return refuseField(decoded.left, parsed, Object.keys(ExecFields), id)
      return { _tag: "Request", id, request: decoded.right }
    }
    case "process": {
      if (!isAction(parsed["action"])) {
        return refuse(`${quoteShortly(parsed["action"])} is no action`, `there are ${actions.join(", ")}`, id)
      }
      const decoded = readProcess(parsed)
      if (Either.isLeft(decoded)) return refuseField(decoded.left, parsed, Object.keys(ProcessFields), id)
      return decoded.right.action === "list" || decoded.right.sessionId
        ? { _tag: "Request", id, request: decoded.right }
        : refuse(`${decoded.right.action} wants a sessionId`, 'see {"tool":"process","action":"list"}', id)
    }
    default:
      return refuse(`${quoteShortly(parsed["tool"])} is no tool`, "there are exec and process", id)
  }
}

const decode = (line: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line)
  } catch {
    // Bytes that are no text must not become another command.
    return undefined
  }
}

const isId = (value: unknown): value is Id | undefined =>
  value === undefined || typeof value === "string" || (typeof value === "number" && Number.isFinite(value))

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    // What is no JSON is no request either.
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isAction = (value: unknown): boolean => actions.some((action) => action === value)

/** Says what is wrong with the first field that cannot be used. */
const refuseField = (
  error: ParseResult.ParseError,
  given: Readonly<Record<string, unknown>>,
  fields: ReadonlyArray<string>,
  id: Id | undefined,
): Read => {
  const excess = Object.keys(given).find((name) => !fields.includes(name))
  if (excess !== undefined)
    return refuse(`there is no field ${quoteShortly(excess)}`, `there are ${fields.join(", ")}`, id)
  const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
  const where = issue?.path.join(".") ?? ""
  return issue?._tag === "Missing"
    ? refuse(`${where} is missing`, "give it", id)
    : refuse(`${where} is not what it should be`, shorten(issue?.message ?? "").replace(/^E/, "e"), id)
}

/** As much is told of what the schema has to say. */
const longestIssue = 160

const shorten = (text: string): string => (text.length <= longestIssue ? text : `${text.slice(0, longestIssue)}…`)
