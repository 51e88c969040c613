import * as Schema from "effect/Schema"

import { epochMillis, exitFields, sessionId } from "./fields.schema.ts"

const text = (description: string) => Schema.String.annotations({ description })

/** The notification that a command in the background has ended. */
export const ExecEvent = Schema.Struct({
  event: Schema.Literal("exec.completed", "exec.failed", "exec.killed"),
  text: text("The notification in a few words"),
  sessionId,
  command: text("What the shell was given"),
  cwd: text("The directory in which it was started"),
  scope: Schema.NullOr(Schema.String).annotations({ description: "The scope in which it was started; null if none" }),
  startedAt: epochMillis,
  endedAt: epochMillis,
  ...exitFields,
  tail: text("The last 400 characters that it has printed, blanks and line ends as one blank each"),
}).annotations({
  identifier: "exec-event",
  description: "What `tools.exec.notifyCommand` gets on its stdin when a command in the background has ended",
})
export type ExecEvent = typeof ExecEvent.Type

export const documents = [ExecEvent]
