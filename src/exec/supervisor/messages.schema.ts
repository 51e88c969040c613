import * as Schema from "effect/Schema"

import { written } from "../../record/written.schema.ts"
import { commission } from "../state/record.schema.ts"

/** What a starter asks a supervisor for. */
export const Order = Schema.Struct({
  ...commission,
  /** What differs from the supervisor's own environment; `null` takes a variable away. */
  variables: Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.String) }),
  /** It is in the background from its beginning. */
  background: Schema.Boolean,
  /** Its output is kept only, or handed on to the supervisor's stdout as well; or to stdout and stderr. */
  output: Schema.Literal("kept", "handed on", "handed on apart"),
  /** Its stdin waits for what may be written to it; is the supervisor's own, handed on; or is at its end. */
  input: Schema.Literal("open", "handed on", "none"),
})
export type Order = typeof Order.Type

const message = <Tag extends string, Fields extends Schema.Struct.Fields>(tag: Tag, fields: Fields) =>
  Schema.Struct({ ...written, _tag: Schema.Literal(tag), ...fields })

/** What a starter tells its supervisor. */
export const ToSupervisor = Schema.Union(
  message("Run", { order: Order }),
  /** It goes on without the starter, which takes note of nothing more. */
  message("Background", {}),
  /** `signal` is the system's name for it. */
  message("Signal", { signal: Schema.String }),
  /** Nothing reads what it prints: it is ended, as programs are that print into a closed pipe. */
  message("EndUnread", {}),
  /** The starter knows how it ended, and has removed what was kept of it. */
  message("Forget", {}),
)
export type ToSupervisor = typeof ToSupervisor.Type

/** A command that runs. */
export const Started = Schema.Struct({
  id: Schema.String,
  pid: Schema.Number,
  /** In milliseconds since the epoch. */
  startedAt: Schema.Number,
})
export type Started = typeof Started.Type

/** A command that has ended. */
export const Ended = Schema.Struct({
  exitCode: Schema.NullOr(Schema.Number),
  exitSignal: Schema.NullOr(Schema.String),
  timedOut: Schema.Boolean,
  killed: Schema.Boolean,
  durationMs: Schema.Number,
  /** Processes that it has started go on, and so it is kept. */
  processesLeft: Schema.Boolean,
})
export type Ended = typeof Ended.Type

/** Why a command was not started. */
export const WhyNotStarted = Schema.Union(
  /** What is to be kept of it could not be written; `code` is the system's name for why. */
  Schema.Struct({ step: Schema.Literal("keep"), code: Schema.String }),
  /** The system does not run it; likewise. */
  Schema.Struct({ step: Schema.Literal("start"), code: Schema.String }),
  /** Its supervisor was ended before it had begun. */
  Schema.Struct({ step: Schema.Literal("supervise") }),
  /** Starter and supervisor are of versions that do not understand each other. */
  Schema.Struct({ step: Schema.Literal("understand"), supervisor: Schema.String }),
)
export type WhyNotStarted = typeof WhyNotStarted.Type

/** What a supervisor tells its starter. */
export const FromSupervisor = Schema.Union(
  message("Started", { started: Started }),
  /** The command could not be started; nothing is left of it. */
  message("NotStarted", { why: WhyNotStarted }),
  /** Its output cannot be handed on any more; `reason` is the system's name for why, or our words. */
  message("HandOnFailed", { reason: Schema.String }),
  message("Ended", { ended: Ended }),
  /** `endsLine`: what was handed on so far ends with a line, or is nothing. */
  message("Backgrounded", { endsLine: Schema.Boolean }),
)
export type FromSupervisor = typeof FromSupervisor.Type

export const records = { ToSupervisor, FromSupervisor }
