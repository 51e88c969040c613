import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { isHeld, ownClaim, readClaimAt } from "../../protocol/claim.ts"
import { withLock } from "../../protocol/lock.ts"
import { lockOf, tasksHome } from "../state/home.ts"
import type { TaskName } from "../state/task.ts"

/** How often somebody who waits looks whether it is his turn. */
const pollMillis = 50

/**
 * Replaces the task of this name while nobody else does: of several who stop what runs, each would stop what another one
 * had just started. It takes as long as an agent takes to end, so whoever has the turn is known by its process, and has it
 * for as long as that lives. The home of all tasks has to be there.
 */
export const inTurn = <A, E, R>(name: TaskName, use: Effect.Effect<A, E, R>): Effect.Effect<A, E | FileError, R> => {
  const path = join(tasksHome(), `.${name}.replacing`)
  const take = withLock(
    lockOf(name),
    Effect.sync(() => {
      if (isTaken(path)) return false
      writeFileSync(path, ownClaim(), { mode: privateFileMode })
      return true
    }),
  ).pipe(
    Effect.flatMap((taken) => (taken ? Effect.succeed(true) : Effect.as(Effect.sleep(pollMillis), false))),
    Effect.repeat({ until: (taken) => taken }),
  )
  return Effect.acquireUseRelease(
    take,
    () => use,
    () => Effect.sync(() => rmSync(path, { force: true })),
  )
}

const isTaken = (path: string): boolean => {
  const claim = readClaimAt(path)
  return claim !== undefined && isHeld(claim)
}
