import * as Effect from "effect/Effect"

import { allKept, allSockets, type Kept } from "./record.ts"
import { findSession, type LookError, type SessionName } from "./session.ts"
import { isLeftOver, startAgain } from "./start.ts"
import { clearAway, defaultGraceSeconds } from "./stop.ts"
import { isRunning } from "./view.ts"

/** What was done for a session. (docs/schemas, session-restore) */
export interface RestoredSession {
  readonly name: string
  readonly socket: string
  readonly action: "started" | "already running" | "failed"
  /** Why it failed, in words. */
  readonly reason: string | null
}

/**
 * Starts again, after a reboot or the loss of a tmux server, what was started with `--restart always` and was neither
 * stopped nor given up. Without a socket it is what is kept of all.
 */
export const restoreSessions = (socket: string | undefined): Effect.Effect<ReadonlyArray<RestoredSession>> =>
  Effect.suspend(() => {
    const kept = (socket === undefined ? allSockets() : [socket]).flatMap(allKept)
    return Effect.forEach(kept.filter(shouldRun), restore)
  })

const shouldRun = ({ request, state }: Kept): boolean => {
  if (request.restart !== "always" || state === undefined) return false
  return state.phase._tag !== "Ended" || state.phase.cause === "shutdown"
}

const describe = (error: LookError): string => {
  switch (error._tag) {
    case "BadSocket":
      return `the socket ${error.socket} is not safe to use; see: outlive session list --socket ${error.socket}`
    case "NoTmux":
      return "there is no tmux that can be used"
    case "ServerUnusable":
      return error.said
  }
}

const restore = ({ directory, request }: Kept): Effect.Effect<RestoredSession> =>
  Effect.gen(function* () {
    const { name, socket } = request
    const present = yield* Effect.either(findSession(name as SessionName, socket))
    if (present._tag === "Right" && isRunning(present.right.view)) {
      return { name, socket, action: "already running", reason: null }
    }
    if (present._tag === "Right" && isLeftOver(present.right)) yield* clearAway(present.right, defaultGraceSeconds)
    if (present._tag === "Left" && present.left._tag !== "UnknownSession") {
      return { name, socket, action: "failed", reason: describe(present.left) }
    }
    const reason = yield* startAgain(directory, { ...request, restarts: 0 })
    return reason === undefined
      ? { name, socket, action: "started", reason: null }
      : { name, socket, action: "failed", reason }
  })
