import * as Schema from "effect/Schema"

import { Process } from "../../record/process.schema.ts"
import { written } from "../../record/written.schema.ts"

/** How the end of a command in the background is told. */
export const Notification = Schema.Struct({
  /** The program to call; `null` is none. */
  through: Schema.NullOr(Schema.Union(Schema.Literal("openclaw"), Schema.Array(Schema.String))),
  /** Also if the command ended well and printed nothing. */
  ofEmptySuccess: Schema.Boolean,
})
export type Notification = typeof Notification.Type

/** The fields that a kept request and an order to a supervisor share. */
export const commission = {
  /** What the shell is given. */
  command: Schema.String,
  /** The program that runs it, and its arguments. */
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

/** The request for a command. Times are in milliseconds since the epoch. */
export const Request = Schema.Struct({
  ...written,
  id: Schema.String,
  /** The value of the variable `execTag` in its processes: `ID.RANDOM`; missing in the records of earlier versions. */
  tag: Schema.optionalWith(Schema.String, { exact: true }),
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
  /** When the end became known: long after it, if no supervisor saw it. */
  knownAt: Schema.Number,
  /** Why no supervisor saw the end; `null` if one did. */
  unseen: Schema.NullOr(Schema.Literal("supervisor killed", "restart")),
})
export type End = typeof End.Type

/** What became of a command, as its supervisor last recorded it. */
export const State = Schema.Struct({
  ...written,
  supervisor: Process,
  command: Process,
  /** It runs, or ran, without its starter. */
  background: Schema.Boolean,
  /** The supervisor keeps its stdin open. */
  stdin: Schema.Boolean,
  /** Its terminal sends the application's codes for arrow keys: DECCKM. */
  applicationCursorKeys: Schema.Boolean,
  end: Schema.NullOr(End),
  /** It has ended, and processes that it has started go on. */
  processesLeft: Schema.Boolean,
  /** Bytes of its output that the disk had no room for. */
  lostBytes: Schema.Number,
})
export type State = typeof State.Type

export const records = { Request, State }
