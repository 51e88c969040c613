import * as Effect from "effect/Effect"

import { isAlive, signalProcess } from "../os/processes.ts"
import { descendantsOf, listProcesses, processesMarked } from "../os/processTable.ts"
import { type Task, taskMark } from "./task.ts"

/** How often processes that were told to end are looked at. */
const pollMillis = 20

/** Whoever starts processes faster than they can be ended is not waited for. */
const mostSweeps = 50

/**
 * The processes that the task's agent has started, itself included: all that carry the task's mark, and what descends
 * from them, should it have cleared its environment. Tool calls run in process groups of their own and outlive their
 * agent, so neither a group nor a parent tells.
 */
export const processesOf = ({ id }: Pick<Task, "id">): ReadonlyArray<number> => {
  const marked = processesMarked(taskMark, id)
  if (marked.length === 0) return []
  const table = listProcesses()
  const found = new Set(marked)
  for (const pid of marked) for (const descendant of descendantsOf(pid, table)) found.add(descendant.pid)
  return [...found].filter((pid) => pid !== process.pid && isAlive(pid))
}

/**
 * Ends every process of the task's agent: TERM, and KILL for what is still there after `graceSeconds`. Gives how many
 * there were.
 */
export const endProcessesOf = (task: Pick<Task, "id">, graceSeconds: number): Effect.Effect<number> =>
  Effect.gen(function* () {
    const first = processesOf(task)
    if (first.length === 0) return 0
    for (const pid of first) signalProcess(pid, "SIGTERM")
    // A stopped process hears of its end only when it goes on.
    for (const pid of first) signalProcess(pid, "SIGCONT")
    const until = performance.now() + graceSeconds * 1000
    while (performance.now() < until && first.some(isAlive)) yield* Effect.sleep(pollMillis)
    // What they have started meanwhile is found by another look.
    const remaining = () => new Set([...first.filter(isAlive), ...processesOf(task)])
    for (let sweep = 0, left = remaining(); left.size > 0 && sweep < mostSweeps; sweep++) {
      for (const pid of left) signalProcess(pid, "SIGKILL")
      yield* Effect.sleep(pollMillis)
      left = remaining()
    }
    return first.length
  })
