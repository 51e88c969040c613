import { steadyMillis } from "../clock.ts"
import { identityOf, isThere } from "./identity.ts"
import { isAlive, signalProcess } from "./processes.ts"
import { allProcessesTagged, descendantsOf, listProcesses, processesTagged, type Tag } from "./processTable.ts"

/** How often processes that were told to end are looked at. */
const pollMillis = 20

/** A tree that starts processes faster than they can be killed is given up after so many looks. */
const mostSweeps = 50

/** What tells the processes of one tree from all others. */
export interface Tree {
  /** A variable that all of them have in their environment, unless they cleared it. */
  readonly tag?: Tag
  /** Processes that belong to it with any environment. */
  readonly roots?: ReadonlyArray<number>
  /** Processes that do not belong to it, but all that descends from them does. */
  readonly below?: ReadonlyArray<number>
  /** A variable that takes a process, and all below it, out of the trees above it. */
  readonly apart?: string
}

/**
 * The living processes of a tree, this process itself left out: those that carry its tag, its roots, and all that descends
 * from either. Neither process group nor parent is enough: a process may have a group of its own, and outlive its parent.
 */
export const processesIn = ({ apart, below = [], roots = [], tag }: Tree): ReadonlyArray<number> => {
  const found = new Set([...(tag === undefined ? [] : processesTagged(tag)), ...roots])
  if (found.size === 0 && below.length === 0) return []
  // The table is read before the tags. In the other order a process that begins in between would seem to have no tag.
  const all = listProcesses()
  const others = apart === undefined ? [] : [...allProcessesTagged(apart).values()].flat()
  const table = all.filter(({ pid }) => !others.includes(pid))
  for (const pid of [...found, ...below]) {
    for (const descendant of descendantsOf(pid, table)) found.add(descendant.pid)
  }
  return [...found].filter((pid) => pid !== process.pid && isAlive(pid))
}

/** A process in the middle of its exec cannot be found by its environment; the second look finds it. */
const processesInTwoLooks = async (tree: Tree): Promise<ReadonlyArray<number>> => {
  const found = processesIn(tree)
  if (found.length > 0) return found
  await Bun.sleep(pollMillis)
  return processesIn(tree)
}

/**
 * Ends every process of a tree: sends it `signals`, in their order, and kills it if it is still there after
 * `graceSeconds`. Gives how many there were. Aborting ends no more of them.
 */
export const endProcesses = async (
  tree: Tree,
  graceSeconds: number,
  signals: ReadonlyArray<NodeJS.Signals> = ["SIGTERM"],
  aborted?: AbortSignal,
): Promise<number> => {
  const isAborted = () => aborted?.aborted === true
  // By id and mark: during the grace period an id may become another process's.
  const first = (await processesInTwoLooks(tree)).map(identityOf)
  const stillThere = () => first.filter(isThere).map(({ pid }) => pid)
  if (first.length === 0 || isAborted()) return 0
  // A stopped process gets these signals only when it goes on.
  for (const signal of [...signals, "SIGCONT"] as const) for (const { pid } of first) signalProcess(pid, signal)
  const until = steadyMillis() + graceSeconds * 1000
  while (!isAborted() && steadyMillis() < until && stillThere().length > 0) await Bun.sleep(pollMillis)
  // What they have started meanwhile is found by another look.
  const remaining = () => new Set([...stillThere(), ...processesIn(tree)])
  // A process in the middle of its exec cannot be found, so two looks in a row have to find none.
  for (let sweep = 0, quiet = 0; !isAborted() && quiet < 2 && sweep < mostSweeps; sweep++) {
    if (sweep > 0) await Bun.sleep(pollMillis)
    const left = remaining()
    quiet = left.size === 0 ? quiet + 1 : 0
    for (const pid of left) signalProcess(pid, "SIGKILL")
  }
  return first.length
}
