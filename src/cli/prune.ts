import * as Effect from "effect/Effect"

import { prunableCommands } from "../exec/actions/store.ts"
import { type ExecError, isExecError } from "../exec/errors.ts"
import { forget } from "../exec/state/record.ts"
import { prunableFaults, removeFaults } from "../faults.ts"
import { answer } from "../os/terminal/console.ts"
import { prunableSessions, removeRemains, removeSession } from "../sessions/commands/prune.ts"
import type { PrunableTask } from "../tasks/commands/prune.schema.ts"
import { prunable, removeDrafts, removeTask } from "../tasks/commands/prune.ts"
import { requireHome } from "../tasks/state/home.ts"
import { onThisSystem } from "../tasks/state/services.ts"
import { TaskStore } from "../tasks/state/status.ts"
import type { PruneDocument } from "./prune.schema.ts"
import { defaultRetentionSeconds } from "./retention.ts"
import { documentLine } from "./words/document.ts"
import { execute } from "./words/execute.ts"

export interface PruneFlags {
  readonly olderThan?: number
  readonly dryRun: boolean
  readonly json: boolean
}

/** Removes ended tasks, and the files of ended sessions and commands. */
export const prune = ({ dryRun, json, olderThan = defaultRetentionSeconds }: PruneFlags): Promise<number> => {
  const command = Effect.gen(function* () {
    yield* requireHome
    const tasks = prunable(olderThan, yield* TaskStore)
    const sessions = prunableSessions(olderThan)
    const commands = yield* Effect.try({ try: () => prunableCommands(olderThan), catch: asExecError })
    const faults = prunableFaults(olderThan)
    if (!dryRun) {
      for (const task of tasks) yield* removeTask(task)
      yield* removeDrafts
      for (const session of sessions) yield* removeSession(session)
      yield* removeRemains
      for (const { directory } of commands) forget(directory)
      for (const file of faults) removeFaults(file)
    }
    const removed = tasks.map(({ endedAt, name, status, taskDir }): PrunableTask => ({
      name,
      status,
      taskDir,
      endedAt,
    }))
    const what = dryRun ? "would be removed" : "removed"
    if (json) yield* answer(documentLine<PruneDocument>({ dryRun, tasks: removed, sessions, commands, faults }))
    else {
      const lines = [
        ...removed.map(({ endedAt, name, status }) => `${name}: ${what} (${status}, ${endedAt})\n`),
        ...sessions.map(({ endedAt, name }) => `session ${name}: ${what} (${endedAt})\n`),
        ...commands.map(({ endedAt, id }) => `command ${id}: ${what} (${endedAt})\n`),
        ...faults.map(({ endedAt, path }) => `faults in ${path}: ${what} (${endedAt})\n`),
      ]
      yield* answer(lines.length === 0 ? "There is nothing to remove.\n" : lines.join(""))
    }
    return 0
  })
  return execute("outlive prune", onThisSystem(command), { json })
}

/** Anything else that is thrown is a bug. */
const asExecError = (thrown: unknown): ExecError => {
  if (isExecError(thrown)) return thrown
  throw thrown
}
