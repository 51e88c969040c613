import * as Effect from "effect/Effect"

import { Processes } from "../../os/process/service.ts"
import { taskTag } from "../../processTags.ts"
import type { Task } from "../state/task.ts"

/** Whether a process that the task's agent started can be seen alive. */
export const anyProcessesOf = ({ id }: Pick<Task, "id">): Effect.Effect<boolean, never, Processes> =>
  Effect.map(Processes, ({ tagged }) => tagged(taskTag).has(id))

/**
 * Ends every process that the task's agent has started, itself included: TERM, and KILL for what is still there after
 * `graceSeconds`. Tool calls run in process groups of their own and outlive their agent. Gives how many there were.
 */
export const endProcessesOf = (
  { id }: Pick<Task, "id">,
  graceSeconds: number,
): Effect.Effect<number, never, Processes> =>
  Effect.flatMap(Processes, ({ end }) => end({ tag: { name: taskTag, value: id } }, graceSeconds))
