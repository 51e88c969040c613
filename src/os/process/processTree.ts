import { steadyMillis } from "../clock.ts"
import { identityOf, isThere } from "./identity.ts"
import { isAlive, signalProcess } from "./processes.ts"
import { allProcessesMarked, descendantsOf, listProcesses, processesMarked } from "./processTable.ts"

/** How often processes that were told to end are looked at. */
const pollMillis = 20

/** Whoever starts processes faster than they can be ended is not waited for. */
const mostSweeps = 50

/** What tells the processes of one tree from all others. */
export interface Tree {
  /** A variable that all of them have in their environment, unless they cleared it. */
  readonly mark?: { readonly name: string; readonly value: string }
  /** Processes that belong to it whatever their environment. */
  readonly roots?: ReadonlyArray<number>
  /** Processes that do not belong to it, but all that descends from them does. */
  readonly below?: ReadonlyArray<number>
  /** A variable: a process that has it belongs to no tree that it is below, nor does what is below it. */
  readonly apart?: string
}

/**
 * The living processes of a tree, this process itself left out: those that carry its mark, its roots, and all that descends
 * from either. A process group or a parent alone does not tell: what makes a group of its own outlives its parent.
 */
export const processesIn = ({ apart, below = [], mark, roots = [] }: Tree): ReadonlyArray<number> => {
  const found = new Set([...(mark === undefined ? [] : processesMarked(mark.name, mark.value)), ...roots])
  if (found.size === 0 && below.length === 0) return []
  // Whoever is in the table has a mark by the time that marks are read; who begins between the two would seem to have none.
  const all = listProcesses()
  const others = apart === undefined ? [] : [...allProcessesMarked(apart).values()].flat()
  const table = all.filter(({ pid }) => !others.includes(pid))
  for (const pid of [...found, ...below]) {
    for (const descendant of descendantsOf(pid, table)) found.add(descendant.pid)
  }
  return [...found].filter((pid) => pid !== process.pid && isAlive(pid))
}

/** One that is in the middle of its exec shows nothing by which it could be found. */
const processesInTwoLooks = async (tree: Tree): Promise<ReadonlyArray<number>> => {
  const found = processesIn(tree)
  if (found.length > 0) return found
  await Bun.sleep(pollMillis)
  return processesIn(tree)
}

/**
 * Ends every process of a tree: it is sent `signals`, in their order, and killed where it is still there after
 * `graceSeconds`. Gives how many there were. Nothing more is done once it is aborted.
 */
export const endProcesses = async (
  tree: Tree,
  graceSeconds: number,
  signals: ReadonlyArray<NodeJS.Signals> = ["SIGTERM"],
  aborted?: AbortSignal,
): Promise<number> => {
  const isAborted = () => aborted?.aborted === true
  // By number and mark: during the grace period a number may become another's.
  const first = (await processesInTwoLooks(tree)).map(identityOf)
  const stillThere = () => first.filter(isThere).map(({ pid }) => pid)
  if (first.length === 0 || isAborted()) return 0
  // A stopped process hears of its end only when it goes on.
  for (const signal of [...signals, "SIGCONT"] as const) for (const { pid } of first) signalProcess(pid, signal)
  const until = steadyMillis() + graceSeconds * 1000
  while (!isAborted() && steadyMillis() < until && stillThere().length > 0) await Bun.sleep(pollMillis)
  // What they have started meanwhile is found by another look.
  const remaining = () => new Set([...stillThere(), ...processesIn(tree)])
  // One that is just being started shows nothing by which it could be found, so there have to be two looks without any.
  for (let sweep = 0, quiet = 0; !isAborted() && quiet < 2 && sweep < mostSweeps; sweep++) {
    if (sweep > 0) await Bun.sleep(pollMillis)
    const left = remaining()
    quiet = left.size === 0 ? quiet + 1 : 0
    for (const pid of left) signalProcess(pid, "SIGKILL")
  }
  return first.length
}
