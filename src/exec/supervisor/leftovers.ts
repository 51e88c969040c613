import { judge, type ProcessIdentity } from "../../os/process/identity.ts"
import type { Orphans } from "../../os/process/orphans.ts"
import type { Tag } from "../../os/process/processTable.ts"
import { processesIn, type Tree } from "../../os/process/processTree.ts"
import { apartTag, execId, execTag } from "../../processTags.ts"
import type { Request } from "../state/record.ts"

/** What the command gets between TERM and KILL. */
export const graceSeconds = 3

/** What of a command's record tells its processes from all others. */
type Tagged = Pick<Request, "id" | "tag">

/** How a new tag of the command of this id begins. */
export const tagBeginning = (id: string): string => `${id}.`

/**
 * The variables that the processes of a command have: its id, and beside it its tag. A command of an earlier version has
 * no tag of its own, but may inherit that of another command, since that version does not know the variable.
 */
export const tagOf = ({ id, tag }: Tagged): Tag => ({
  name: execId,
  value: id,
  beside: {
    name: execTag,
    fits: (value) => (tag === undefined ? value?.startsWith(tagBeginning(id)) !== true : value === tag),
  },
})

/** What tells the processes of a command from all others: its tag, itself, and what is below its supervisor. */
export const treeOf = (request: Tagged, command: ProcessIdentity, supervisor: number | undefined): Tree => {
  const root = judge(command)
  return {
    tag: tagOf(request),
    roots: root._tag === "Alive" ? [root.pid] : [],
    ...(supervisor === undefined ? {} : { below: [supervisor], apart: apartTag }),
  }
}

/** A command, and how the processes that it leaves are known. */
export interface Leaving {
  readonly request: Tagged
  readonly process: ProcessIdentity
  /** Processes that have lost their parents; `undefined` where they do not come to this one. */
  readonly orphans: Orphans | undefined
}

/** Whether a process of a command lives that has ended itself. */
export const anyLeft = (command: Leaving): boolean => command.orphans?.collect() !== false && isAnySeen(command)

/** What forks and ends while it is looked for is seen by a second look, where there are orphans to be looked for. */
const isAnySeen = (command: Leaving): boolean => look(command) || (command.orphans !== undefined && look(command))

/** What outlive itself has set free, and is below this process, is none of the command's. */
const look = ({ orphans, process: own, request }: Leaving): boolean =>
  processesIn(treeOf(request, own, orphans === undefined ? undefined : process.pid)).length > 0

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
