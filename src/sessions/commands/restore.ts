import * as Effect from "effect/Effect"

import { findSession, type LookError, requireHere, type SessionElsewhere, type SessionName } from "../session.ts"
import { isRunning } from "../sessionState.ts"
import { allKept, allSockets, isReadable, type Kept } from "../state/record.ts"
import { isLeftOver, startAgain, type StartAgainError } from "./start.ts"
import { clearAway, defaultGraceSeconds } from "./stop.ts"
import { requireOutside, type WithinSession } from "./within.ts"

/** What a restore did for a session. */
export type RestoredSession = { readonly name: string; readonly socket: string } & (
  | { readonly action: "started" | "already running" }
  /** It runs, or has ended, where this process cannot see it. */
  | { readonly action: "elsewhere"; readonly error: SessionElsewhere }
  /** The session is as it was before. */
  | { readonly action: "failed"; readonly error: LookError | StartAgainError | WithinSession }
)

/**
 * After a reboot or the loss of a tmux server, starts again every session that was started with `--restart always` and was
 * neither stopped nor given up; without a socket, those of all sockets.
 */
export const restoreSessions = (socket: string | undefined): Effect.Effect<ReadonlyArray<RestoredSession>> =>
  Effect.suspend(() => {
    const kept = (socket === undefined ? allSockets() : [socket]).flatMap(allKept)
    // A record that cannot be read does not tell whether its session should run.
    const unknown = kept.flatMap((each): ReadonlyArray<RestoredSession> =>
      isReadable(each) ? [] : [{ name: each.name, socket: each.socket, action: "failed", error: each.why }],
    )
    const restored = Effect.forEach(kept.filter(isReadable).filter(shouldRun), restore)
    return Effect.map(restored, (all) => [...all, ...unknown])
  })

const shouldRun = ({ request, state }: Kept): boolean => {
  if (request.restart !== "always" || state === undefined) return false
  return state.phase._tag !== "Ended" || state.phase.cause === "shutdown"
}

const restore = ({ directory, request }: Kept): Effect.Effect<RestoredSession> => {
  const { name, socket } = request
  return Effect.gen(function* () {
    const present = yield* findSession(name as SessionName, socket).pipe(
      Effect.catchTag("UnknownSession", () => Effect.succeed(undefined)),
    )
    if (present !== undefined && isRunning(present.view.state)) {
      yield* requireHere(present)
      return { name, socket, action: "already running" } as const
    }
    if (present !== undefined && isLeftOver(present)) {
      yield* requireOutside(present)
      yield* clearAway(present, defaultGraceSeconds)
    }
    yield* startAgain(directory, { ...request, restarts: 0 })
    return { name, socket, action: "started" } as const
  }).pipe(
    Effect.catchTag("SessionElsewhere", (error) =>
      Effect.succeed({ name, socket, action: "elsewhere", error } as const),
    ),
    Effect.catchAll((error) => Effect.succeed({ name, socket, action: "failed", error } as const)),
  )
}
