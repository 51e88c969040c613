import * as Schema from "effect/Schema"

import { actions } from "./processActions.ts"

const optional = <A>(schema: Schema.Schema<A>, description: string) =>
  Schema.optional(schema).annotations({ description })

const id = optional(
  Schema.Union(Schema.String, Schema.Finite),
  "Comes back in the answer; requests that have one may be answered out of order",
)

const execFields = {
  tool: Schema.Literal("exec"),
  id,
  command: Schema.String.annotations({ description: "For the shell" }),
  yieldMs: optional(
    Schema.Finite,
    "Milliseconds until it goes to the background, by default 10000; brought within 10 to 120000",
  ),
  background: optional(Schema.Boolean, "It goes to the background at once"),
  timeout: optional(
    Schema.Finite,
    "Seconds until it is ended with all that it has started; 0 is none, 1800 the default",
  ),
  pty: optional(Schema.Boolean, "It has a terminal of 120 columns and 30 lines"),
  workdir: optional(Schema.String, "The directory to start it in; the current one if there is none of that name"),
  env: optional(
    Schema.Record({ key: Schema.String, value: Schema.String }),
    "Variables besides the caller's; PATH, LD_* and DYLD_* are refused",
  ),
  elevated: optional(Schema.Boolean, "It runs outside the configured sandbox; the configuration has to allow that"),
}

/** A request to run a command. */
export const ExecToolRequest = Schema.Struct(execFields)
export type ExecToolRequest = typeof ExecToolRequest.Type

const processTool = { tool: Schema.Literal("process"), id }

/** What the actions take. */
const sessionId = Schema.NonEmptyString.annotations({ description: "The id of a command in the background" })
const poll = { timeout: optional(Schema.Finite, "Milliseconds to wait for news, at most 30000") }
const log = {
  offset: optional(Schema.Finite, "The first line, counted from 0; without `limit`, all lines from there"),
  limit: optional(Schema.Finite, "How many lines; without `offset`, the last ones"),
}
const write = {
  data: optional(Schema.String, "What to write"),
  eof: optional(Schema.Boolean, "Closes its stdin afterwards"),
}
const sendKeys = {
  keys: optional(Schema.Array(Schema.String), "Names of keys, as Enter, C-c, M-x, Up"),
  hex: optional(Schema.Array(Schema.String), "Bytes, each as two hexadecimal digits"),
  literal: optional(Schema.String, "Text that is typed first, as it is"),
}
const paste = {
  text: Schema.optional(Schema.String),
  bracketed: optional(Schema.Boolean, "By default true"),
}

/** A request about a command. An action ignores the fields of others. */
export const ProcessToolRequest = Schema.Struct({
  ...processTool,
  action: Schema.Literal(...actions),
  sessionId: Schema.optional(Schema.String),
  ...{ ...poll, ...log, ...write, ...sendKeys, ...paste },
})
export type ProcessToolRequest = typeof ProcessToolRequest.Type

export const inputs = { ExecToolRequest, ProcessToolRequest }

// -------------------------------------------------------------------------------------------------------- as published

/** The published schema is narrower than the one that is read: the action itself says why it refuses the rest. */
const request = <Fields extends Schema.Struct.Fields>(description: string, fields: Fields) =>
  Schema.Struct(fields).annotations({ description })

const processRequest = <Fields extends Schema.Struct.Fields>(
  action: (typeof actions)[number],
  description: string,
  fields: Fields,
) => request(description, { ...processTool, action: Schema.Literal(action), sessionId, ...fields })

const anyOf = (names: ReadonlyArray<string>) => ({
  jsonSchema: { allOf: [{ anyOf: names.map((name) => ({ properties: { [name]: true }, required: [name] })) }] },
})

const ToolRequest = Schema.Union(
  request("Run a command", {
    ...execFields,
    command: Schema.String.pipe(Schema.pattern(/^[^\u0000]*[^\s\u0000][^\u0000]*$/)).annotations({
      description: "For the shell",
    }),
    timeout: optional(
      Schema.NonNegative,
      "Seconds until it is ended with all that it has started; 0 is none, 1800 the default",
    ),
    env: Schema.optional(
      Schema.Record({ key: Schema.String, value: Schema.String.pipe(Schema.pattern(/^[^\u0000]*$/)) }).annotations({
        jsonSchema: { propertyNames: { pattern: "^(?!PATH$|LD_|DYLD_)[^=\\u0000]+$" } },
      }),
    ).annotations({ description: "Variables besides the caller's; PATH, LD_* and DYLD_* are refused" }),
  }),
  request("The commands in the background", { ...processTool, action: Schema.Literal("list") }),
  processRequest("poll", "What is new of a command", poll),
  processRequest("log", "Lines of what it has printed; without offset and limit the last 200", log),
  processRequest("write", "Write to its stdin", write),
  processRequest("send-keys", "Press keys: `literal`, then `hex`, then `keys`; one of them at least", {
    ...sendKeys,
    hex: optional(
      Schema.Array(Schema.String.pipe(Schema.pattern(/^(0[xX])?[0-9a-fA-F]{1,2}$/))),
      "Bytes, each as two hexadecimal digits",
    ),
  }).pipe(Schema.filter(() => true, anyOf(["keys", "hex", "literal"]))),
  processRequest("submit", "Press Enter", {}),
  processRequest("paste", "Paste text as a terminal does", { ...paste, text: Schema.NonEmptyString }),
  processRequest("kill", "End it with all that it has started", {}),
  processRequest("clear", "Forget it once it has ended", {}),
  processRequest("remove", "End it if it runs, and forget it", {}),
).annotations({ identifier: "tool-request", description: "A request to `outlive tool`, on one line" })

export const documents = [ToolRequest]
