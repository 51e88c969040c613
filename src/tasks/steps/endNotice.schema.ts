import * as Schema from "effect/Schema"

import { moment, taskFacts } from "../state/status.schema.ts"
import { toldStatuses } from "../state/taskStatus.ts"

const text = (description: string) => Schema.String.annotations({ description })

/** What an orchestrator is told of a task that has ended. */
export const EndEvent = Schema.Struct({
  event: Schema.Literal(...toldStatuses).annotations({ description: "What became of the task" }),
  text: text("The notification in a few words"),
  name: taskFacts.name,
  agent: text("The agent"),
  model: taskFacts.model,
  session: text("Its tmux session"),
  taskDir: taskFacts.taskDir,
  projectDir: text("The directory in which the agent worked"),
  exitCode: Schema.NullOr(Schema.Int).annotations({ description: "The agent's exit code; null if it has none" }),
  abandonReason: Schema.NullOr(Schema.String).annotations({
    description: "`max_retries_exceeded`, `waiting_for_input`, `deadline`, `unrunnable`, or null",
  }),
  retries: Schema.Int.annotations({ description: "How often it was brought back" }),
  startedAt: taskFacts.startedAt,
  endedAt: Schema.NullOr(moment).annotations({ description: "When it ended, or was given up" }),
}).annotations({
  identifier: "event",
  description: "What a command of the configuration's `notify` gets on its stdin when a task ends",
})
export type EndEvent = typeof EndEvent.Type

export const documents = [EndEvent]
