import * as Schema from "effect/Schema"

import { Process } from "../../record/process.schema.ts"
import { written } from "../../record/written.schema.ts"

/** Whom the end of a command in the background is told to. */
export const Notification = Schema.Struct({
  /** `null` is nobody. */
  through: Schema.NullOr(Schema.Union(Schema.Literal("openclaw"), Schema.Array(Schema.String))),
  /** Also where it ended well and printed nothing. */
  ofEmptySuccess: Schema.Boolean,
})
export type Notification = typeof Notification.Type

/** What is asked for, in a request that is kept and in an order to a supervisor. */
export const commission = {
  /** For the shell. */
  command: Schema.String,
  /** The program and its words that run it. */
  words: Schema.NonEmptyArray(Schema.String),
  /** An absolute path. */
  directory: Schema.String,
  pty: Schema.Boolean,
  scope: Schema.NullOr(Schema.String),
  /** 0 is none. */
  timeoutSeconds: Schema.Number,
  maxLogBytes: Schema.Number,
  notification: Notification,
}

/** What was asked for. Times are in milliseconds since the epoch. */
export const Request = Schema.Struct({
  ...written,
  id: Schema.String,
  ...commission,
  startedAt: Schema.Number,
})
export type Request = typeof Request.Type

/** How a command ended. */
export const End = Schema.Struct({
  exitCode: Schema.NullOr(Schema.Number),
  exitSignal: Schema.NullOr(Schema.String),
  timedOut: Schema.Boolean,
  /** By `process kill` or `process remove`. */
  killed: Schema.Boolean,
  endedAt: Schema.Number,
  /** When that became known; long after, for one that ended unseen. */
  knownAt: Schema.Number,
  /** Why its end was not seen, if so. */
  unseen: Schema.NullOr(Schema.Literal("supervisor killed", "restart")),
})
export type End = typeof End.Type

/** What became of it, as its supervisor has written it down last. */
export const State = Schema.Struct({
  ...written,
  supervisor: Process,
  command: Process,
  /** It goes on, or went on, without its starter. */
  background: Schema.Boolean,
  /** Its stdin can be written to, as far as the supervisor is concerned. */
  stdin: Schema.Boolean,
  /** What its terminal sends for an arrow key: DECCKM. */
  applicationCursorKeys: Schema.Boolean,
  end: Schema.NullOr(End),
  /** It has ended, and processes that it has started go on. */
  processesLeft: Schema.Boolean,
  /** Bytes of its output that the disk had no room for. */
  lostBytes: Schema.Number,
})
export type State = typeof State.Type

export const records = { Request, State }
