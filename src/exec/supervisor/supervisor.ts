import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { identityOf } from "../../os/process/identity.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { processesIn } from "../../os/process/processTree.ts"
import { letGoOfStandardStreams } from "../../os/terminal/standardStreams.ts"
import type { Content } from "../../record/format.ts"
import { ownVersion } from "../../version.ts"
import { openForWriting, openOutputPipe } from "../state/channels.ts"
import { hasMarker, leaveMarker, markerSignal } from "../state/markers.ts"
import {
  type End,
  isCommandAlive,
  isOver,
  isReadable,
  isSupervised,
  type Kept,
  lookUp,
  type Request,
  type State,
  whereElse,
  writeState,
} from "../state/record.ts"
import { takeSupervision } from "../state/supervisorOwner.ts"
import { unseenEnd } from "../state/unseen.ts"
import { NotRun } from "./commandProcess.ts"
import { forgetOld } from "./forgetOld.ts"
import { treeOf } from "./leftovers.ts"
import type { Exit } from "./machine.ts"
import {
  decodeToSupervisor,
  encodeFromSupervisor,
  type Ended,
  type FromSupervisor,
  type Order,
  type ToSupervisor,
} from "./messages.ts"
import { isNews } from "./news.ts"
import { startCommand, type StartedCommand } from "./startCommand.ts"
import { superviseCommand, type Supervision } from "./supervision.ts"

/*
 * The program that looks after a command: its parent, in a session of its own, so that the end of the
 * command's starter ends neither of them. It takes orders from its starter while that lives and waits for the command. It stays
 * in memory for as long as the command runs, so it does without Effect.
 */

/**
 * Looks after the commands that its starter asks for, one at a time; or after that of a supervisor that was killed. It is
 * started in `/`: it keeps no directory from being removed, and no file system from being unmounted.
 */
export const supervisor = ([id]: ReadonlyArray<string>): Promise<number> => (id === undefined ? serve() : succeed(id))

/** What is being looked after. */
interface Current {
  readonly directory: string
  readonly supervision: Supervision
}

/** Hears signals and markers of other processes than the starter. */
const listen = (current: () => Current | undefined): void => {
  process.on(markerSignal, () => {
    const command = current()
    if (command !== undefined && hasMarker(command.directory, "eof")) command.supervision.closeInput()
  })
  // A user who ends a supervisor wants its command ended.
  process.on("SIGTERM", () => {
    const command = current()
    if (command === undefined) process.exit(0)
    leaveMarker(command.directory, "kill")
    command.supervision.end(["SIGTERM"])
  })
  for (const signal of ["SIGHUP", "SIGINT", "SIGQUIT"] as const) process.on(signal, () => {})
}

// -------------------------------------------------------------------------------------------------------- for a starter

/** Takes orders until there is neither a starter nor a command. */
const serve = (): Promise<number> =>
  new Promise((exit) => {
    let current: Owned | undefined
    let hasStarter = true
    const tell = (message: Content<FromSupervisor>) => {
      if (hasStarter) process.send?.(encodeFromSupervisor(message))
    }

    const start = (order: Order): StartedCommand | undefined => {
      try {
        return startCommand(order, (reason) => tell({ _tag: "HandOnFailed", reason }))
      } catch (error) {
        const step = error instanceof NotRun ? "start" : "keep"
        tell({ _tag: "NotStarted", why: { step, code: errorCodeOf(error) } })
        return undefined
      }
    }

    const run = async ({ order }: ToSupervisor & { readonly _tag: "Run" }) => {
      const running = start(order)
      if (running === undefined) return
      const { directory, pid, request, supervision } = running
      const { id, startedAt } = request
      const command: Owned = { directory, supervision, stopInput: running.stopInput, hasEnded: false }
      current = command
      tell({ _tag: "Started", started: { id, pid, startedAt } })
      const { end, processesLeft } = await supervision.ended
      const { endedAt, exitCode, exitSignal, killed, timedOut } = end
      command.hasEnded = true
      const wasBackground = supervision.isBackground()
      // No starter hears how it ended, or processes are left that a user may want to end: it is kept.
      if (processesLeft || !hasStarter) await toBackground(command)
      const durationMs = endedAt - startedAt
      const ended: Ended = { exitCode, exitSignal, timedOut, killed, processesLeft, durationMs }
      tell({ _tag: "Ended", ended })
      if (wasBackground) announce(directory, request, end)
      await supervision.gone
      if (!supervision.isBackground()) return
      if (wasBackground) await forgetOld()
      exit(0)
    }

    listen(() => current)
    process.on("message", (received: unknown) => {
      const decoded = decodeToSupervisor(received)
      if (decoded._tag !== "Decoded") {
        // Its starter waits for what becomes of the command.
        if (current === undefined) tell({ _tag: "NotStarted", why: { step: "understand", supervisor: ownVersion } })
        return
      }
      const message = decoded.value
      switch (message._tag) {
        case "Run":
          return void run(message)
        case "Background":
          // Otherwise the starter is just being told of the end.
          if (current === undefined || current.hasEnded) return
          return void toBackground(current).then((endsLine) => tell({ _tag: "Backgrounded", endsLine }))
        case "Signal":
          return current?.supervision.passOn(message.signal as NodeJS.Signals)
        case "EndUnread":
          return current?.supervision.end(["SIGPIPE", "SIGTERM"])
        case "Forget":
          current = undefined
      }
    })
    process.on("disconnect", () => {
      hasStarter = false
      if (current === undefined) return exit(0)
      const { hasEnded, supervision } = current
      void toBackground(current)
      if (hasEnded) void supervision.gone.then(() => exit(0))
    })
  })

/** A command of this process's own. */
interface Owned extends Current {
  readonly stopInput: (() => Promise<void>) | undefined
  hasEnded: boolean
}

/** The command goes on without its starter, and without the starter's streams. Says whether what was handed on ends with a line. */
const toBackground = async ({ stopInput, supervision }: Owned): Promise<boolean> => {
  const endsLine = supervision.endsLine()
  supervision.toBackground()
  await stopInput?.()
  letGoOfStandardStreams()
  return endsLine
}

/** Has the end told. A process of its own does that: here a child that is waited for could be taken for an orphan. */
const announce = (directory: string, request: Request, end: End): void => {
  if (!isNews(directory, request.notification, end)) return
  try {
    Bun.spawn([ownPath(), "exec-announcement", request.id], {
      stdio: ["ignore", "ignore", "ignore"],
      detached: true,
    }).unref()
  } catch {
    // The machine has no room for a process more: no reason not to look after what the command has left.
  }
}

// ---------------------------------------------------------------------------------------------- after another supervisor

/** How often a command is looked at that is not this process's child. */
const lookMillis = 250

/** How often what a command has left is looked for among all processes, which costs more. */
const leftLookMillis = 2000

/**
 * Goes on for the supervisor of a command that was killed: takes what the command prints, ends it in time, and writes its end
 * down. Of several who try, one does.
 */
const succeed = async (id: string): Promise<number> => {
  const kept = lookUp(id)
  // The caller that started this process tells of a record that cannot be used.
  if (kept === undefined || !isReadable(kept)) return 0
  // It may have come to its end, and its supervisor too, since the caller looked.
  if (isSupervised(kept) || isOver(kept) || whereElse(kept) !== undefined) return 0
  if (!takeSupervision(kept.directory)) return 0
  if (kept.state.end !== null) return watchLeft(kept)
  const { directory, request, state } = kept
  const pipes = request.pty ? [] : pipesOf(directory)
  let current: Current | undefined
  // Before another process can learn of this one and signal it.
  listen(() => current)
  const supervision = superviseCommand(
    {
      ...{ directory, request, pipes, orphans: undefined, terminal: undefined, process: state.command, before: state },
      stdin: request.pty || !state.stdin ? undefined : openForWriting(directory),
      exited: exitOfCommand(kept),
    },
    undefined,
    true,
  )
  current = { directory, supervision }
  // A process that has asked for one of these may have found no supervisor.
  if (hasMarker(directory, "eof")) supervision.closeInput()
  if (hasMarker(directory, "kill")) supervision.end(["SIGTERM"])
  const { end } = await supervision.ended
  announce(directory, request, end)
  await supervision.gone
  await forgetOld()
  return 0
}

/** Goes on for the supervisor of a command that has ended, and has left processes behind, until they are gone. */
const watchLeft = async ({ directory, request, state }: Kept): Promise<number> => {
  const mine: State = { ...state, supervisor: identityOf(process.pid) }
  writeState(directory, mine)
  const left = treeOf(request, state.command, undefined)
  while (processesIn(left).length > 0) await Bun.sleep(leftLookMillis)
  writeState(directory, { ...mine, processesLeft: false })
  return 0
}

const pipesOf = (directory: string) =>
  (["stdout", "stderr"] as const).flatMap((name) => {
    try {
      return [openOutputPipe(directory, name)]
    } catch {
      // Its output came through the other one only.
      return []
    }
  })

/** Only a parent hears how a process ends; of one that has ended before, only what was last heard is known. */
const exitOfCommand = async (kept: Kept): Promise<Exit> => {
  const { endedAt, unseen } = unseenEnd(kept)
  const wasAlive = isCommandAlive(kept)
  while (isCommandAlive(kept)) await Bun.sleep(lookMillis)
  const knownAt = wallMillis()
  return { code: null, signal: null, knownAt, unseen: { endedAt: wasAlive ? knownAt : endedAt, unseen } }
}
