import * as Effect from "effect/Effect"

import { answer } from "../os/console.ts"
import { requireHome } from "../tasks/home.ts"
import { prunable, removeDrafts, removeTask } from "../tasks/prune.ts"
import { execute } from "./execute.ts"

export interface PruneFlags {
  readonly olderThan?: number
  readonly dryRun: boolean
  readonly json: boolean
}

const defaultAgeSeconds = 7 * 86_400

/** Removes ended tasks. */
export const prune = ({ dryRun, json, olderThan = defaultAgeSeconds }: PruneFlags): Promise<number> => {
  const command = Effect.gen(function* () {
    yield* requireHome
    const tasks = prunable(olderThan)
    if (!dryRun) {
      for (const task of tasks) yield* removeTask(task)
      yield* removeDrafts
    }
    const removed = tasks.map(({ endedAt, name, status, taskDir }) => ({ name, status, taskDir, endedAt }))
    const what = dryRun ? "would be removed" : "removed"
    if (json) yield* answer(`${JSON.stringify({ dryRun, tasks: removed })}\n`)
    else if (removed.length === 0) yield* answer("There is nothing to remove.\n")
    else
      yield* answer(removed.map(({ endedAt, name, status }) => `${name}: ${what} (${status}, ${endedAt})\n`).join(""))
    return 0
  })
  return execute("outlive prune", command, { json })
}
