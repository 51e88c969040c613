import * as Schema from "effect/Schema"

import { statusField, taskFacts } from "../state/status.schema.ts"

/** An ended task whose files are to be removed. */
export const PrunableTask = Schema.Struct({
  name: taskFacts.name,
  status: statusField.annotations({
    description: "What became of it; `unknown` if no manifest says",
  }),
  taskDir: taskFacts.taskDir,
  endedAt: Schema.String.annotations({
    description: "When it ended, or, if that is unknown, when its files last changed; ISO 8601, in UTC",
  }),
})
export type PrunableTask = typeof PrunableTask.Type
