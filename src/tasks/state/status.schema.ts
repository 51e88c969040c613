import * as Schema from "effect/Schema"

import { Elsewhere } from "../../os/process/elsewhere.schema.ts"
import { taskStatuses } from "./taskStatus.ts"

const text = (description: string) => Schema.String.annotations({ description })
const textOrNone = (description: string) => Schema.NullOr(Schema.String).annotations({ description })
const count = Schema.Int.pipe(Schema.nonNegative())

/** As in a manifest: in UTC, to the second. */
export const moment = Schema.String.pipe(Schema.pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/))

export const statusField = Schema.Literal(...taskStatuses).annotations({
  description:
    "What became of it: `crashed` and `hung` are being brought back, `stopping` is being ended, `lost` should run but has no process, `damaged` has a manifest that cannot be used, `unknown` has one of a newer version of outlive",
})

export const exitCodeField = Schema.NullOr(Schema.Int).annotations({
  description: "The agent's exit code, once it has ended",
})

/** What is known of a task from its start. */
export const taskFacts = {
  name: text("The name of the task"),
  status: statusField,
  agent: textOrNone("The agent"),
  model: textOrNone("The model as `--model` named it; null if the agent chooses"),
  taskDir: text("The directory with its files"),
  projectDir: textOrNone("The directory in which the agent works"),
  session: textOrNone("Its tmux session"),
  socket: textOrNone("The socket of the tmux server"),
  sessionId: textOrNone("The id of the agent's conversation; null until the agent has told it, or if it has none"),
  pid: Schema.NullOr(Schema.Int).annotations({ description: "The agent's process, while it runs" }),
  startedAt: Schema.NullOr(moment).annotations({ description: "When it was launched" }),
}

/** A task, as its files and the processes that live show it. */
export const TaskView = Schema.Struct({
  ...taskFacts,
  endedAt: Schema.NullOr(moment).annotations({ description: "When it ended, was stopped or given up" }),
  seconds: Schema.NullOr(count).annotations({ description: "Seconds from the start to the end, or until now" }),
  secondsSinceOutput: Schema.NullOr(count).annotations({ description: "Seconds since the agent last said something" }),
  retries: count.annotations({ description: "How often it was brought back" }),
  exitCode: exitCodeField,
  writer: textOrNone("The version of outlive that launched it; null if its manifest does not say"),
  problem: textOrNone("What went wrong, in words"),
  hint: textOrNone("What to do about it"),
  elsewhere: Schema.NullOr(Elsewhere).annotations({
    description: "Where it runs, if its processes cannot be seen from here",
  }),
}).annotations({
  identifier: "status",
  description: "A task: `outlive status NAME --json`, `outlive resume NAME --json`",
})
export type TaskView = typeof TaskView.Type

export const documents = [TaskView]
