import * as Schema from "effect/Schema"

import { exitCodeField, statusField, taskFacts, TaskView } from "../../tasks/state/status.schema.ts"

const numberOrNone = (description: string) =>
  Schema.NullOr(Schema.Finite).annotations({ description: `${description}; null if the agent does not tell` })

const warnings = Schema.Array(Schema.String).annotations({
  description: "What may still end the task when the caller ends",
})

export const StatusesDocument = Schema.Struct({ tasks: Schema.Array(TaskView) }).annotations({
  identifier: "statuses",
  description: "All tasks, by name: `outlive status --json`",
})
export type StatusesDocument = typeof StatusesDocument.Type

export const RunDocument = Schema.Struct({
  ...taskFacts,
  status: statusField.annotations({
    description: "What became of it: `running`, or `stopped` if a user stopped it while it started",
  }),
  alreadyRunning: Schema.Boolean.annotations({ description: "Whether `--if-absent` found it running" }),
  warnings,
}).annotations({
  identifier: "run",
  description:
    "A task that was started: `outlive run --json`. With --wait or --follow it is the document of `outlive wait`",
})
export type RunDocument = typeof RunDocument.Type

export const WaitDocument = Schema.Struct({
  tasks: Schema.Array(TaskView),
  timedOut: Schema.Boolean.annotations({ description: "Whether the time was over first" }),
  exitCode: Schema.Int.annotations({ description: "The exit code of the command" }),
}).annotations({ identifier: "wait", description: "The end of a wait: `outlive wait NAME… --json`" })
export type WaitDocument = typeof WaitDocument.Type

export const ResultDocument = Schema.Struct({
  name: taskFacts.name,
  status: statusField,
  exitCode: exitCodeField,
  result: Schema.String.annotations({ description: "The answer" }),
  turns: numberOrNone("How many turns it took"),
  durationSeconds: numberOrNone("How long it took"),
  costUsd: numberOrNone("What it cost, in US dollars"),
  tokens: numberOrNone("How many tokens it took"),
}).annotations({ identifier: "result", description: "The final answer: `outlive result NAME --json`" })
export type ResultDocument = typeof ResultDocument.Type

export const StopDocument = Schema.Struct({
  ...TaskView.fields,
  stopped: Schema.Boolean.annotations({ description: "Whether there was anything to stop" }),
}).annotations({
  identifier: "stop",
  description: "A task after `outlive stop NAME --json`: its status, and whether there was anything to stop",
})
export type StopDocument = typeof StopDocument.Type

export const RestoredTask = Schema.Struct({
  name: taskFacts.name,
  action: Schema.Literal("resumed", "already running", "ended", "elsewhere", "failed").annotations({
    description: "What was done; a task that has `ended` is left alone",
  }),
  reason: Schema.NullOr(Schema.String).annotations({ description: "Why it failed, or where it runs" }),
  warnings,
})
export type RestoredTask = typeof RestoredTask.Type

export const RestoreDocument = Schema.Struct({ tasks: Schema.Array(RestoredTask) }).annotations({
  identifier: "restore",
  description: "What was done for each task: `outlive restore --json`",
})
export type RestoreDocument = typeof RestoreDocument.Type

export const documents = [StatusesDocument, RunDocument, WaitDocument, ResultDocument, StopDocument, RestoreDocument]
