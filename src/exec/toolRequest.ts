import { quoteShortly } from "../terminal/quoteShortly.ts"
import { type Problem, problemIn } from "../validation.ts"
import type { Description } from "../words.ts"
import { actions } from "./processActions.ts"
import type { ExecToolRequest, ProcessToolRequest } from "./toolRequest.schema.ts"
import { isExecToolRequest, isProcessToolRequest } from "./toolRequest.validators.ts"

/** What a request may be known by in its answer. */
export type Id = string | number

export type ToolRequest = ExecToolRequest | ProcessToolRequest

/** A line that was read. */
export type Read =
  | { readonly _tag: "Request"; readonly id: Id | undefined; readonly request: ToolRequest }
  | { readonly _tag: "NoRequest"; readonly id: Id | undefined; readonly why: Description }

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
    case "exec":
      return isExecToolRequest(parsed)
        ? { _tag: "Request", id, request: parsed }
        : refuseFor(problemIn(isExecToolRequest), id)
    case "process":
      if (!isAction(parsed["action"])) {
        return refuse(`${quoteShortly(parsed["action"])} is no action`, `there are ${actions.join(", ")}`, id)
      }
      if (!isProcessToolRequest(parsed)) return refuseFor(problemIn(isProcessToolRequest), id)
      return parsed.action === "list" || parsed.sessionId
        ? { _tag: "Request", id, request: parsed }
        : refuse(`${parsed.action} wants a sessionId`, 'see {"tool":"process","action":"list"}', id)
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
const refuseFor = (problem: Problem, id: Id | undefined): Read => {
  switch (problem._tag) {
    case "UnknownField":
      return refuse(`there is no field ${quoteShortly(problem.path)}`, `there are ${problem.known.join(", ")}`, id)
    case "MissingField":
      return refuse(`${problem.path} is missing`, "give it", id)
    case "WrongValue":
      return refuse(
        `${problem.path} is not what it should be`,
        `expected ${problem.expected}, and it is ${quoteShortly(problem.actual)}`,
        id,
      )
  }
}
