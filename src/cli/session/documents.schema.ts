import * as Schema from "effect/Schema"

import { SessionView, stateField } from "../../sessions/view.schema.ts"

const { name, socket } = SessionView.fields

const texts = (description: string) => Schema.Array(Schema.String).annotations({ description })

export const SessionsDocument = Schema.Struct({ socket, sessions: Schema.Array(SessionView) }).annotations({
  identifier: "sessions",
  description: "All sessions of a server: `outlive session list --json`",
})
export type SessionsDocument = typeof SessionsDocument.Type

export const StartDocument = Schema.Struct({
  ...SessionView.fields,
  alreadyRunning: Schema.Boolean.annotations({ description: "It was left as it is" }),
  warnings: texts("What may end the session all the same"),
}).annotations({
  identifier: "session-start",
  description: "A session that was started, or runs already: `outlive session start NAME --json`",
})
export type StartDocument = typeof StartDocument.Type

export const TailDocument = Schema.Struct({
  name,
  state: stateField,
  lines: texts("The lines, without their ends"),
}).annotations({ identifier: "session-tail", description: "The last lines: `outlive session tail NAME --json`" })
export type TailDocument = typeof TailDocument.Type

export const IdleDocument = Schema.Struct({
  name,
  idle: Schema.Boolean.annotations({ description: "The shell waits for a command" }),
}).annotations({
  identifier: "session-idle",
  description: "Whether the shell waits for a command: `outlive session idle NAME --json`",
})
export type IdleDocument = typeof IdleDocument.Type

export const WaitDocument = Schema.Struct({
  ...SessionView.fields,
  timedOut: Schema.Boolean.annotations({ description: "The time was over first" }),
  line: Schema.NullOr(Schema.String).annotations({ description: "The line that matched `--ready`" }),
}).annotations({ identifier: "session-wait", description: "The end of a wait: `outlive session wait NAME --json`" })
export type WaitDocument = typeof WaitDocument.Type

export const TextDocument = Schema.Struct({
  name,
  bytes: Schema.Int.pipe(Schema.nonNegative()).annotations({ description: "The length of the text, without Enter" }),
}).annotations({
  identifier: "session-text",
  description: "What was typed: `outlive session send` and `type` with --json",
})
export type TextDocument = typeof TextDocument.Type

export const KeysDocument = Schema.Struct({ name, keys: texts("The keys, by tmux's names") }).annotations({
  identifier: "session-keys",
  description: "What was pressed: `outlive session keys` and `interrupt` with --json",
})
export type KeysDocument = typeof KeysDocument.Type

export const StopDocument = Schema.Struct({
  ...SessionView.fields,
  stopped: Schema.Boolean.annotations({ description: "Whether there was anything to end" }),
}).annotations({ identifier: "session-stop", description: "A session after `outlive session stop NAME --json`" })
export type StopDocument = typeof StopDocument.Type

export const StopAllDocument = Schema.Struct({ socket, stopped: texts("The names of those that ran") }).annotations({
  identifier: "session-stop-all",
  description: "What `outlive session stop --all --json` has ended",
})
export type StopAllDocument = typeof StopAllDocument.Type

export const RestoredDocument = Schema.Struct({
  name,
  socket,
  action: Schema.Literal("started", "already running", "elsewhere", "failed").annotations({
    description: "What was done",
  }),
  reason: Schema.NullOr(Schema.String).annotations({ description: "Why it failed, or where it runs" }),
})
export type RestoredDocument = typeof RestoredDocument.Type

export const RestoreDocument = Schema.Struct({ sessions: Schema.Array(RestoredDocument) }).annotations({
  identifier: "session-restore",
  description: "What was done for each session that should run: `outlive session restore --json`",
})
export type RestoreDocument = typeof RestoreDocument.Type

export const documents = [
  SessionsDocument,
  StartDocument,
  TailDocument,
  IdleDocument,
  WaitDocument,
  TextDocument,
  KeysDocument,
  StopDocument,
  StopAllDocument,
  RestoreDocument,
]
