import * as Schema from "effect/Schema"

const epochMillis = Schema.Int.pipe(Schema.nonNegative()).annotations({
  description: "In milliseconds since the epoch",
})
const text = (description: string) => Schema.String.annotations({ description })

/** What is told when a command in the background has ended. */
export const ExecEvent = Schema.Struct({
  event: Schema.Literal("exec.completed", "exec.failed", "exec.killed"),
  text: text("The same in a few words"),
  sessionId: Schema.String.pipe(Schema.pattern(/^[a-z]+-[a-z]+(-[0-9]{1,9})?$/)).annotations({
    description: "The id of the command",
  }),
  command: text("What the shell was given"),
  cwd: text("Where it was started"),
  scope: Schema.NullOr(Schema.String).annotations({ description: "The scope in which it was started; null is none" }),
  startedAt: epochMillis,
  endedAt: epochMillis,
  exitCode: Schema.NullOr(Schema.Int.pipe(Schema.between(0, 255))).annotations({
    description: "null where a signal ended it, or its end was not seen",
  }),
  exitSignal: Schema.optional(Schema.String.pipe(Schema.pattern(/^SIG[A-Z0-9]+$/))).annotations({
    description: "The signal that ended it, as SIGKILL",
  }),
  timedOut: Schema.Boolean.annotations({ description: "It was ended because its time was over" }),
  tail: text("The last 400 characters that it has printed, blanks and line ends as one blank each"),
}).annotations({
  identifier: "exec-event",
  description: "What `tools.exec.notifyCommand` gets on its stdin when a command in the background has ended",
})
export type ExecEvent = typeof ExecEvent.Type

export const documents = [ExecEvent]
