import * as Effect from "effect/Effect"

import { processesTagged } from "../../os/process/processTable.ts"
import { endProcesses } from "../../os/process/processTree.ts"
import { taskTag } from "../../processTags.ts"
import type { Task } from "../state/task.ts"

/** Whether a process that the task's agent started can be seen alive. */
export const anyProcessesOf = ({ id }: Pick<Task, "id">): boolean => processesTagged(taskTag, id).length > 0

/**
 * Ends every process that the task's agent has started, itself included: TERM, and KILL for what is still there after
 * `graceSeconds`. Tool calls run in process groups of their own and outlive their agent. Gives how many there were.
 */
export const endProcessesOf = ({ id }: Pick<Task, "id">, graceSeconds: number): Effect.Effect<number> =>
  Effect.promise((aborted) => endProcesses({ tag: { name: taskTag, value: id } }, graceSeconds, undefined, aborted))
