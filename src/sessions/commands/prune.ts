import * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { isGone, isThere } from "../../os/process/identity.ts"
import {
  allSockets,
  allStarts,
  draftsOn,
  forget,
  forgetRemains,
  isReadable,
  type Kept,
  whereElse,
} from "../state/record.ts"
import type { PrunableSession } from "./prune.schema.ts"

/**
 * The sessions that ended at least so long ago, on all sockets, and what killed starts have left; without those that a
 * restore would bring back.
 */
export const prunableSessions = (olderThanSeconds: number): ReadonlyArray<PrunableSession> => {
  const latest = wallMillis() - olderThanSeconds * 1000
  const sockets = allSockets()
  return [...sockets.flatMap(endedOn), ...sockets.flatMap(abandonedOn)].filter(
    ({ endedAt }) => Date.parse(endedAt) <= latest,
  )
}

const endedOn = (socket: string): ReadonlyArray<PrunableSession> =>
  allStarts(socket)
    .filter(isReadable)
    .flatMap((kept) => {
      const { directory, request } = kept
      const endedAt = endOf(kept)
      return endedAt === undefined ? [] : [{ name: request.name, socket: request.socket, directory, endedAt }]
    })

const abandonedOn = (socket: string): ReadonlyArray<PrunableSession> =>
  draftsOn(socket).map(({ begunAt, directory, name }) => {
    return { name, socket, directory, endedAt: new Date(begunAt).toISOString() }
  })

/** When the session ended, as far as is known; `undefined` where it has not, or may be brought back. */
const endOf = ({ directory, request, state }: Kept): string | undefined => {
  if (state === undefined) return request.startedAt
  if (isThere(state.host) || whereElse({ directory, request, state }) !== undefined) return undefined
  const { phase } = state
  switch (phase._tag) {
    case "Running":
      // The host did not see the end, and the program may still run.
      return request.restart === "always" || !isGone(phase.program) ? undefined : phase.since
    case "Waiting":
      return request.restart === "always" ? undefined : phase.endedAt
    case "Ended":
      return phase.cause === "shutdown" && request.restart === "always" ? undefined : phase.endedAt
  }
}

/** Removes the session's records. */
export const removeSession = ({ directory }: PrunableSession): Effect.Effect<void> =>
  Effect.sync(() => forget(directory))

/** Removes what killed removals have left of sessions, on all sockets. */
export const removeRemains: Effect.Effect<void> = Effect.sync(() => allSockets().forEach(forgetRemains))
