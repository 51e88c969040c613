import { judge } from "../../os/process/identity.ts"
import { endProcesses, processesIn } from "../../os/process/processTree.ts"
import { CommandEnded, CommandNotEnded, CommandRunning, ProcessesLeft, UnknownCommand } from "../errors.ts"
import { leaveMarker } from "../state/markers.ts"
import { forget, isCommandAlive, isOver, isSupervised, type Kept, readKept } from "../state/record.ts"
import { graceSeconds, treeOf } from "../supervisor/leftovers.ts"
import { answerWith } from "./answer.ts"
import type { ProcessForgotten, ProcessKill } from "./documents.schema.ts"
import { type Context, nameOf, type Reply, withCommandHere } from "./reply.ts"
import { awaitKept, supervisorMillis } from "./store.ts"
import { describeEnd, endDetails, endOf, statusOf } from "./view.ts"

/** Ends a command that runs, with all that it has started: TERM, then KILL. */
export const kill = (given: string, context: Context): Promise<Reply> =>
  withCommandHere(given, context, async (kept, id) => {
    if (endOf(kept) !== undefined && !kept.state.processesLeft) {
      throw new CommandEnded({ id, wanted: "kill" })
    }
    const now = await end(kept)
    if (now === "forgotten") throw new UnknownCommand({ id })
    const how = now === undefined ? undefined : endOf(now)
    if (how === undefined) throw new CommandNotEnded({ id })
    return {
      answer: answerWith<ProcessKill>(`${id}: ${describeEnd(kept, how)}`, {
        status: statusOf(how),
        sessionId: id,
        ...nameOf(kept),
        ...endDetails(how),
      }),
    }
  })

/** Forgets a command that has ended. */
export const clear = (given: string, context: Context): Promise<Reply> =>
  withCommandHere(given, context, (kept, id) => {
    if (endOf(kept) === undefined) throw new CommandRunning({ id })
    if (kept.state.processesLeft) throw new ProcessesLeft({ id })
    forget(kept.directory)
    return {
      answer: answerWith<ProcessForgotten>(`${id} is forgotten.`, {
        status: "completed",
        sessionId: id,
        ...nameOf(kept),
      }),
    }
  })

/** Ends a command if it runs, and forgets it. */
export const remove = (given: string, context: Context): Promise<Reply> =>
  withCommandHere(given, context, async (kept, id) => {
    const wasOver = endOf(kept) !== undefined && !kept.state.processesLeft
    if (!wasOver && (await end(kept)) === undefined) throw new CommandNotEnded({ id })
    forget(kept.directory)
    const what = wasOver ? "is forgotten" : "was ended, and is forgotten"
    return {
      answer: answerWith<ProcessForgotten>(`${id} ${what}.`, { status: "completed", sessionId: id, ...nameOf(kept) }),
    }
  })

/** Ends the command, waits until the end is recorded, and gives the record; `undefined` if the command still runs. */
const end = async (kept: Kept): Promise<Kept | "forgotten" | undefined> => {
  const { directory, request, state } = kept
  if (state.end === null) leaveMarker(directory, "kill")
  const supervisor = judge(state.supervisor)
  const tree = treeOf(request, state.command, supervisor._tag === "Alive" ? supervisor.pid : undefined)
  await endProcesses(tree, graceSeconds)
  await awaitKept(kept, hasNoProcess, supervisorMillis)
  const now = readKept(request.id)
  // Another process has removed it first.
  if (now === undefined) return "forgotten"
  return hasNoProcess(now) || hasNothingLeft(now) ? now : undefined
}

/** A supervisor that is not the command's parent records only now and then that no process is left: look here too. */
const hasNothingLeft = ({ request, state }: Kept): boolean =>
  state.end !== null && processesIn(treeOf(request, state.command, undefined)).length === 0

/** Whether no process is left, or the command is dead and has no supervisor to record its end. */
const hasNoProcess = (kept: Kept): boolean => isOver(kept) || (!isSupervised(kept) && !isCommandAlive(kept))
