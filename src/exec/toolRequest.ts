import { quoteShortly } from "../terminal/quoteShortly.ts"
import { type Problem, problemIn } from "../validation.ts"
import {
  InvalidField,
  InvalidLine,
  InvalidRequestId,
  MissingField,
  NoSessionId,
  type RequestError,
  UnknownAction,
  UnknownField,
  UnknownTool,
} from "./errors.ts"
import { actions } from "./processActions.ts"
import type { ExecToolRequest, ProcessToolRequest } from "./toolRequest.schema.ts"
import { isExecToolRequest, isProcessToolRequest } from "./toolRequest.validators.ts"

/** The id by which a caller recognises the answer to its request. */
export type Id = string | number

export type ToolRequest = ExecToolRequest | ProcessToolRequest

/** A line that was read. */
export type Read =
  | { readonly _tag: "Request"; readonly id: Id | undefined; readonly request: ToolRequest }
  | { readonly _tag: "NoRequest"; readonly id: Id | undefined; readonly why: RequestError }

/** The request in a line, or why it is none. */
export const readRequest = (line: Uint8Array): Read => {
  try {
    return read(line)
  } catch (error) {
    // JSON.parse reads deeper nesting than the code after it, which overflows the stack.
    if (!(error instanceof RangeError)) throw error
    return refuse(new InvalidLine({ fault: "nested too deeply" }))
  }
}

const refuse = (why: RequestError, id?: Id): Read => ({ _tag: "NoRequest", id, why })

const read = (line: Uint8Array): Read => {
  const text = decode(line)
  if (text === undefined) return refuse(new InvalidLine({ fault: "no UTF-8" }))
  const parsed = parse(text)
  if (!isRecord(parsed)) return refuse(new InvalidLine({ fault: "no object", text }))
  const id = parsed["id"]
  if (!isId(id)) return refuse(new InvalidRequestId({ given: quoteShortly(id) }))
  switch (parsed["tool"]) {
    case "exec":
      return isExecToolRequest(parsed)
        ? { _tag: "Request", id, request: parsed }
        : refuseFor(problemIn(isExecToolRequest), id)
    case "process":
      if (!isAction(parsed["action"])) {
        return refuse(new UnknownAction({ given: quoteShortly(parsed["action"]), known: actions }), id)
      }
      if (!isProcessToolRequest(parsed)) return refuseFor(problemIn(isProcessToolRequest), id)
      return parsed.action === "list" || parsed.sessionId
        ? { _tag: "Request", id, request: parsed }
        : refuse(new NoSessionId({ action: parsed.action }), id)
    default:
      return refuse(new UnknownTool({ given: quoteShortly(parsed["tool"]) }), id)
  }
}

const decode = (line: Uint8Array): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line)
  } catch {
    // Replacing bytes that are no UTF-8 would make another command of it.
    return undefined
  }
}

const isId = (value: unknown): value is Id | undefined =>
  value === undefined || typeof value === "string" || (typeof value === "number" && Number.isFinite(value))

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    // The line is no JSON.
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isAction = (value: unknown): boolean => actions.some((action) => action === value)

/** Says what is wrong with the first field that cannot be used. */
const refuseFor = (problem: Problem, id: Id | undefined): Read => {
  switch (problem._tag) {
    case "UnknownField":
      return refuse(new UnknownField({ field: problem.path, known: problem.known }), id)
    case "MissingField":
      return refuse(new MissingField({ field: problem.path }), id)
    case "WrongValue":
      return refuse(
        new InvalidField({ field: problem.path, expected: problem.expected, given: quoteShortly(problem.actual) }),
        id,
      )
  }
}
