import { lstatSync, rmSync } from "node:fs"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { awaitWhile } from "../../os/patience.ts"
import { isThere, signalIdentity } from "../../os/process/identity.ts"
import { endProcesses } from "../../os/process/processTree.ts"
import { sessionTag } from "../../processTags.ts"
import { listPanes, processesOf } from "../../tmux/panes.ts"
import * as Tmux from "../../tmux/tmux.ts"
import {
  findSession,
  type LookError,
  panesOf,
  requireHere,
  type Session,
  type SessionElsewhere,
  type SessionName,
} from "../session.ts"
import { allKept, isHosted, isReadable, type Kept, readKept, writeState } from "../state/record.ts"
import { giveStopOrder } from "../state/stopOrder.ts"
import { requireOutside, type WithinSession } from "./within.ts"

/** How long a session's program gets between TERM and KILL by default. */
export const defaultGraceSeconds = 5

/** How long after the grace period a host that was told to end its program may still be there, on a busy machine. */
const hostSeconds = 5

const signals = ["SIGHUP", "SIGTERM"] as const

/**
 * Ends the session's program with all that it has started (HUP and TERM, and KILL after `graceSeconds`), then the session.
 * Says whether there was anything to end.
 */
export const stopSession = (session: Session, graceSeconds: number): Effect.Effect<boolean, SessionElsewhere> =>
  Effect.gen(function* () {
    yield* requireHere(session)
    const { kept, pane } = session
    // A session whose server is gone has no pane, but its host may wait to start it again.
    const hosted = kept !== undefined && isHosted(kept)
    // The host may still be there for a moment after the end.
    const isOver = kept?.state?.phase._tag === "Ended"
    if (kept !== undefined && session.view.state !== "lost") yield* endHost(kept, graceSeconds)
    const ended = yield* clearAway(session, graceSeconds)
    if (kept !== undefined) {
      const problem = session.view.state === "lost" ? "it was lost before" : null
      recordEnd(kept, problem, yield* Clock.currentTimeMillis)
    }
    return (!isOver && (hosted || pane !== undefined)) || ended > 0
  })

/**
 * Ends what there is of a session besides its host: its processes, panes that the user has opened in it, the tmux session.
 * Its records stay. Gives how many processes there were.
 */
export const clearAway = (session: Session, graceSeconds: number): Effect.Effect<number> =>
  Effect.gen(function* () {
    const { kept, name, pane, socket } = session
    const tmuxSession = kept === undefined ? { name, socket } : { name, socket, owner: kept.request.id }
    const roots = pane === undefined ? [] : processesOf(tmuxSession)
    const tag = kept === undefined ? undefined : { name: sessionTag, value: kept.request.id }
    const tree = { roots, ...(tag === undefined ? {} : { tag }) }
    const ended = yield* Effect.promise((aborted) => endProcesses(tree, graceSeconds, signals, aborted))
    // Mostly the session has ended with its last pane.
    if (pane !== undefined && Tmux.hasSession(tmuxSession)) yield* Tmux.endSession(tmuxSession)
    return ended
  })

/**
 * Ends all sessions of a server at once, then the server, and removes its socket. Gives the names of those that ran. Ends
 * nothing where this process is inside one of them.
 */
export const stopAll = (
  socket: string,
  graceSeconds: number,
): Effect.Effect<ReadonlyArray<string>, LookError | SessionElsewhere | WithinSession> =>
  Effect.gen(function* () {
    const panes = yield* panesOf(socket)
    const names = [
      ...new Set([
        ...panes.map(({ session }) => session),
        ...allKept(socket)
          .filter(isReadable)
          .map(({ request }) => request.name),
      ]),
    ]
    const sessions = yield* Effect.forEach(names.toSorted(), (name) =>
      findSession(name as SessionName, socket).pipe(
        Effect.map((session) => [session]),
        // It has ended meanwhile, and has no record.
        Effect.catchTag("UnknownSession", () => Effect.succeed([])),
      ),
    )
    yield* Effect.forEach(sessions.flat(), requireOutside)
    yield* Effect.forEach(sessions.flat(), requireHere)
    const stopped = yield* Effect.forEach(
      sessions.flat(),
      (session) => Effect.map(stopSession(session, graceSeconds), (ended) => (ended ? [session.name] : [])),
      { concurrency: "unbounded" },
    )
    yield* endServer(socket)
    return stopped.flat()
  })

/** How long a server that was told to end may take to close its socket, on a busy machine. */
const serverEndsSeconds = 5

/** Ends the server and removes its socket, but not the socket of a new server that was started meanwhile. */
const endServer = (socket: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    const before = identifyFile(socket)
    const isSame = () => identifyFile(socket) === before
    const answers = () => listPanes(socket)._tag !== "NoServer"
    yield* Tmux.endServer(socket)
    yield* awaitWhile(() => isSame() && answers(), serverEndsSeconds)
    // The file is looked at last, since that takes no time: a new server may make its socket at any moment.
    if (!answers() && isSame()) rmSync(socket, { force: true })
  })

/** Tells the file from a later one at its path, which may have the same inode; `undefined` where there is no file. */
const identifyFile = (path: string): string | undefined => {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? undefined : `${found.ino} ${found.mtimeNs}`
}

/** Has the host end its program, so that the host sees how the program ends. A host that does not is killed. */
const endHost = (kept: Kept, graceSeconds: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (kept.state !== undefined && !isHosted(kept)) return
    const ordered = yield* Effect.either(Effect.try(() => giveStopOrder(kept.directory, { graceSeconds })))
    // A host that is just starting reads the order before it starts its program.
    yield* awaitWhile(
      () => readKept(kept.directory)?.state === undefined,
      kept.state === undefined ? hostSeconds : 0,
      5,
    )
    const host = readKept(kept.directory)?.state?.host
    if (host === undefined) return
    if (ordered._tag === "Right") {
      signalIdentity(host, "SIGTERM")
      yield* awaitWhile(() => isThere(host), graceSeconds + hostSeconds, 5)
    }
    // Also where a full disk took no order.
    signalIdentity(host, "SIGKILL")
  })

/** Records in place of a killed host that the session was stopped. */
const recordEnd = ({ directory }: Kept, problem: string | null, now: number): void => {
  const state = readKept(directory)?.state
  if (state === undefined || state.phase._tag === "Ended") return
  const endedAt = new Date(now).toISOString()
  // If this cannot be written, the session counts as lost.
  writeState(directory, { ...state, phase: { _tag: "Ended", cause: "stopped", exit: null, endedAt, problem } })
}
