import * as Schema from "effect/Schema"

import { ErrorReport } from "../../errorReport.schema.ts"
import { Elsewhere } from "../../os/process/elsewhere.schema.ts"
import { endStatuses } from "../commandStatus.ts"
import { count, epochMillis, exitFields, sessionId } from "../fields.schema.ts"

const text = (description: string) => Schema.String.annotations({ description })
const flag = (description: string) => Schema.Boolean.annotations({ description })
const number = (description: string) => count.annotations({ description })

const name = text("The command's verb and its first target, or the whole command if it has no words")
const cwd = text("The directory in which it was started")
const truncated = flag("The oldest output is no longer kept")
const processesLeft = flag("It has ended, but processes that it started still run")

/** The process of a command. */
const pid = Schema.Int.pipe(Schema.greaterThanOrEqualTo(1))

/** What `--json` adds to the facts. */
const answered = {
  text: Schema.optionalWith(Schema.String, { exact: true }).annotations({
    description: "The answer for people to read; only in what `--json` prints",
  }),
}

/** Where the command runs, or what is left of it. */
const place = {
  elsewhere: Schema.optionalWith(Elsewhere, { exact: true }).annotations({
    description: "Where it runs; absent where its processes can be seen from here",
  }),
}

/** A running command in the background. */
const RunningFacts = Schema.Struct({
  status: Schema.Literal("running"),
  stdinWritable: flag("Its stdin is open, and a process reads it"),
  waitingForInput: flag("The same, and it has printed nothing for OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS"),
  idleMs: number("Milliseconds since it printed last, or was started"),
  lastOutputAt: number("When it printed last, or was started; in milliseconds since the epoch"),
})
export type RunningFacts = typeof RunningFacts.Type

/** A command in the background that has ended. */
const EndedFacts = Schema.Struct({
  status: Schema.Literal(...endStatuses).annotations({
    description: "`killed`: it was ended by `process kill` or `process remove`",
  }),
  ...exitFields,
})
export type EndedFacts = typeof EndedFacts.Type

// ---------------------------------------------------------------------------------------------------------------- exec

export const ExecEnded = Schema.Struct({
  status: Schema.Literal("completed", "failed"),
  ...exitFields,
  durationMs: number("How long it ran, in milliseconds"),
  aggregated: text("The end of its output, as much as the settings allow"),
  cwd,
  processesLeft: Schema.optionalWith(Schema.Literal(true), { exact: true }).annotations({
    description: "Processes that it started still run, so it is kept; absent otherwise",
  }),
  sessionId: Schema.optionalWith(sessionId, { exact: true }).annotations({
    description: "Its id while it is kept; absent otherwise",
  }),
  ...answered,
})
  .pipe(
    Schema.filter(() => true, {
      jsonSchema: { dependentRequired: { processesLeft: ["sessionId"], sessionId: ["processesLeft"] } },
    }),
  )
  .annotations({
    identifier: "exec-ended",
    description: 'A command that has ended: `outlive exec --json`, `{"tool":"exec"}`',
  })
export type ExecEnded = typeof ExecEnded.Type

export const ExecRunning = Schema.Struct({
  status: Schema.Literal("running"),
  sessionId,
  pid: pid.annotations({ description: "The process of the command" }),
  startedAt: epochMillis,
  cwd,
  tail: text("The last 2000 characters that it has printed so far"),
  ...answered,
}).annotations({
  identifier: "exec-running",
  description: 'A command that goes on in the background: `outlive exec --json`, `{"tool":"exec"}`',
})
export type ExecRunning = typeof ExecRunning.Type

export const ExecRefused = Schema.Struct({
  status: Schema.Literal("failed"),
  error: ErrorReport.annotations({ description: "Why" }),
}).annotations({
  identifier: "exec-refused",
  description:
    "A request to `outlive tool` that was not carried out: `exec`, any action of `process`, or a line that is no request; the text of the answer has the message and the hint",
})
export type ExecRefused = typeof ExecRefused.Type

// ------------------------------------------------------------------------------------------------------------- process

const listed = {
  sessionId,
  startedAt: epochMillis,
  runtimeMs: number("How long it has run, or ran, in milliseconds"),
  cwd,
  command: text("What the shell was given"),
  name,
  scope: Schema.optionalWith(Schema.String, { exact: true }).annotations({
    description: "The scope in which it was started; absent where there was none",
  }),
  tail: text("The last 2000 characters that it has printed"),
  truncated,
  processesLeft,
  writer: text("The version of outlive that started it"),
}

/** A command in a list: it runs here, or elsewhere, or has ended. */
export const CommandView = Schema.Union(
  Schema.Struct({
    ...RunningFacts.fields,
    ...listed,
    pid: pid.annotations({ description: "The process of the command" }),
  }),
  Schema.Struct({
    ...RunningFacts.fields,
    ...listed,
    pid: Schema.optionalWith(pid, { exact: true }).annotations({
      description: "The process of the command, where that can be seen",
    }),
    elsewhere: Elsewhere.annotations({ description: "Where it runs, which cannot be seen from here" }),
  }),
  Schema.Struct({
    ...EndedFacts.fields,
    ...listed,
    endedAt: number("When it ended, in milliseconds since the epoch"),
    ...place,
  }),
)
export type CommandView = typeof CommandView.Type

export const UnusableCommand = Schema.Struct({
  sessionId,
  status: Schema.Literal("damaged", "unknown"),
  writer: Schema.NullOr(Schema.String).annotations({
    description: "The version of outlive that keeps it; null where its files do not say",
  }),
  problem: text("Which record cannot be used, why, and what to do"),
}).annotations({
  description:
    "A command with a damaged record, or one of a newer version of outlive (`unknown`); no more of it can be read",
})
export type UnusableCommand = typeof UnusableCommand.Type

export type ListedCommand = CommandView | UnusableCommand

export const ProcessList = Schema.Struct({
  status: Schema.Literal("completed"),
  sessions: Schema.Array(Schema.Union(...CommandView.members, UnusableCommand)),
  ...answered,
}).annotations({
  identifier: "process-list",
  description: "The commands in the background, the newest first: `outlive process list --json`",
})
export type ProcessList = typeof ProcessList.Type

const polled = {
  sessionId,
  name,
  output: text("What it has printed since the last poll"),
  omittedCharacters: number("Characters before `output` that were left out, since one poll hands out only so many"),
  aggregated: text("The end of all its output, as much as the settings allow"),
  processesLeft,
  ...place,
  ...answered,
}

export const ProcessPoll = Schema.Union(
  Schema.Struct({ ...RunningFacts.fields, ...polled }),
  Schema.Struct({ ...EndedFacts.fields, ...polled }),
).annotations({
  identifier: "process-poll",
  description: "What is new of a command: `outlive process poll ID --json`",
})
export type ProcessPoll = typeof ProcessPoll.Type

const logged = {
  sessionId,
  name,
  total: number("The same as `totalLines`"),
  totalLines: number("Lines that it has printed, including those no longer kept"),
  totalChars: number("Characters that it has printed"),
  firstLine: number("The first requested line that is still kept, counted from 0"),
  lines: number("How many requested lines are still kept"),
  truncated,
  output: text("The lines, as far as they are kept and may be handed out"),
  ...place,
  ...answered,
}

export const ProcessLog = Schema.Union(
  Schema.Struct({ ...RunningFacts.fields, ...logged }),
  Schema.Struct({ ...EndedFacts.fields, ...logged }),
).annotations({
  identifier: "process-log",
  description: "Lines of what a command has printed: `outlive process log ID --json`",
})
export type ProcessLog = typeof ProcessLog.Type

/** The command that an answer is about. */
const about = { sessionId, name }

export const ProcessTyped = Schema.Struct({ status: Schema.Literal("running"), ...about, ...answered }).annotations({
  identifier: "process-typed",
  description: "Input that a command was given: `outlive process write|send-keys|submit|paste ID --json`",
})
export type ProcessTyped = typeof ProcessTyped.Type

export const ProcessKill = Schema.Struct({
  ...exitFields,
  status: Schema.Literal(...endStatuses).annotations({
    description: "`killed`, unless it had ended by itself and only processes that it started were left",
  }),
  ...about,
  ...answered,
}).annotations({
  identifier: "process-kill",
  description: "The end of a command: `outlive process kill ID --json`",
})
export type ProcessKill = typeof ProcessKill.Type

export const ProcessForgotten = Schema.Struct({
  status: Schema.Literal("completed"),
  ...about,
  ...answered,
}).annotations({
  identifier: "process-forgotten",
  description: "A command that is no longer kept: `outlive process clear|remove ID --json`",
})
export type ProcessForgotten = typeof ProcessForgotten.Type

// ---------------------------------------------------------------------------------------------------------------- tool

/** The facts of an answer. */
const Details = Schema.Union(
  ExecEnded,
  ExecRunning,
  ExecRefused,
  ProcessList,
  ProcessPoll,
  ProcessLog,
  ProcessTyped,
  ProcessKill,
  ProcessForgotten,
)
export type Details = typeof Details.Type

export const ToolAnswer = Schema.Struct({
  id: Schema.optionalWith(Schema.Union(Schema.String, Schema.Finite), { exact: true }).annotations({
    description: "The id of the request, if it has one",
  }),
  content: Schema.Array(
    Schema.Struct({
      type: Schema.Literal("text"),
      text: Schema.NonEmptyString.annotations({ description: "The answer, for people and models to read" }),
    }),
  ).pipe(Schema.itemsCount(1)),
  details: Details.annotations({ description: "The facts" }),
}).annotations({ identifier: "tool-answer", description: "An answer of `outlive tool`, on one line" })
export type ToolAnswer = typeof ToolAnswer.Type

export const documents = [
  ExecEnded,
  ExecRunning,
  ExecRefused,
  ProcessList,
  ProcessPoll,
  ProcessLog,
  ProcessTyped,
  ProcessKill,
  ProcessForgotten,
  ToolAnswer,
]
