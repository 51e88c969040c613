import * as Schema from "effect/Schema"

import { Process } from "../../record/process.schema.ts"
import { written } from "../../record/written.schema.ts"
import { restartPolicies } from "./restart.ts"

/** The request of `session start`. */
export const Request = Schema.Struct({
  ...written,
  id: Schema.String,
  name: Schema.String,
  socket: Schema.String,
  /** The program and its arguments. */
  command: Schema.NonEmptyArray(Schema.String),
  /** The program's executable, as it was found on PATH. */
  executable: Schema.String,
  /** The command, for people to read. */
  shown: Schema.String,
  directory: Schema.String,
  historyLimit: Schema.Number,
  restart: Schema.Literal(...restartPolicies),
  maxRestarts: Schema.NullOr(Schema.Number),
  /** Restarts in a row before this start, if it goes on with an earlier session. */
  restarts: Schema.Number,
  startedAt: Schema.String,
})
export type Request = typeof Request.Type

const Exit = Schema.Union(
  Schema.TaggedStruct("Exited", { code: Schema.Number }),
  Schema.TaggedStruct("Killed", { signal: Schema.String }),
)

/** What became of a session, as its host last recorded it. Times are in ISO 8601. */
export const State = Schema.Struct({
  ...written,
  host: Process,
  /** How often its program was started again, in a row. */
  restarts: Schema.Number,
  phase: Schema.Union(
    Schema.TaggedStruct("Running", { program: Process, since: Schema.String }),
    /** Its program is started again at `until`. */
    Schema.TaggedStruct("Waiting", { until: Schema.String, exit: Exit, endedAt: Schema.String }),
    /** `exit` is `null` if its program was never started; `problem` says why. */
    Schema.TaggedStruct("Ended", {
      cause: Schema.Literal("itself", "gave up", "stopped", "closed", "shutdown"),
      exit: Schema.NullOr(Exit),
      endedAt: Schema.String,
      problem: Schema.NullOr(Schema.String),
    }),
  ),
})
export type State = typeof State.Type

/** An order to a session's host to end the session. The host reads it when it gets TERM. */
export const StopOrder = Schema.Struct({ ...written, graceSeconds: Schema.Number })
export type StopOrder = typeof StopOrder.Type

export const records = { Request, State, StopOrder }
