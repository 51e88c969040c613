import { judge, type ProcessIdentity } from "../../os/process/identity.ts"
import type { Orphans } from "../../os/process/orphans.ts"
import { processesIn, type Tree } from "../../os/process/processTree.ts"
import { apartTag, execTag } from "../../processTags.ts"

/** What the command gets between TERM and KILL. */
export const graceSeconds = 3

/** What tells the processes of a command from all others: its tag, itself, and what is below its supervisor. */
export const treeOf = (id: string, command: ProcessIdentity, supervisor: number | undefined): Tree => {
  const root = judge(command)
  return {
    tag: { name: execTag, value: id },
    roots: root._tag === "Alive" ? [root.pid] : [],
    ...(supervisor === undefined ? {} : { below: [supervisor], apart: apartTag }),
  }
}

/** A command, and how the processes that it leaves are known. */
export interface Leaving {
  readonly id: string
  readonly process: ProcessIdentity
  /** Processes that have lost their parents; `undefined` where they do not come to this one. */
  readonly orphans: Orphans | undefined
}

/** Whether a process of a command lives that has ended itself. */
export const anyLeft = (command: Leaving): boolean => command.orphans?.collect() !== false && isAnySeen(command)

/** What forks and ends while it is looked for is seen by a second look, where there are orphans to be looked for. */
const isAnySeen = (command: Leaving): boolean => look(command) || (command.orphans !== undefined && look(command))

/** What outlive itself has set free, and is below this process, is none of the command's. */
const look = ({ id, orphans, process: own }: Leaving): boolean =>
  processesIn(treeOf(id, own, orphans === undefined ? undefined : process.pid)).length > 0

/** Between two looks on systems that do not tell when an orphan ends. */
const lookMillis = 2000

/** Waits until none is left. Linux tells of every orphan's end; elsewhere it has to be looked for. */
export const noneLeft = async (command: Leaving): Promise<void> => {
  for (let ended = nextEnd(command); isAnySeen(command); ended = nextEnd(command)) await ended
}

const nextEnd = ({ orphans }: Leaving): Promise<unknown> => {
  if (orphans === undefined) return Bun.sleep(lookMillis)
  const { promise, resolve } = Promise.withResolvers<void>()
  process.once("SIGCHLD", () => {
    orphans.collect()
    resolve()
  })
  return promise
}
