import * as Schema from "effect/Schema"

import { PrunableCommand } from "../exec/actions/prune.schema.ts"
import { PrunableFaults } from "../faults.schema.ts"
import { PrunableSession } from "../sessions/commands/prune.schema.ts"
import { PrunableTask } from "../tasks/commands/prune.schema.ts"

export const PruneDocument = Schema.Struct({
  dryRun: Schema.Boolean.annotations({ description: "Whether nothing was removed" }),
  tasks: Schema.Array(PrunableTask).annotations({ description: "Ended tasks" }),
  sessions: Schema.Array(PrunableSession).annotations({ description: "What is kept of ended sessions" }),
  commands: Schema.Array(PrunableCommand).annotations({ description: "Ended commands of outlive exec" }),
  faults: Schema.Array(PrunableFaults).annotations({ description: "Files of defects of outlive itself" }),
}).annotations({
  identifier: "prune",
  description: "What was, or with --dry-run would be, removed: `outlive prune --json`",
})
export type PruneDocument = typeof PruneDocument.Type

export const documents = [PruneDocument]
