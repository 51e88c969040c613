import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import type { Processes } from "../../os/process/service.ts"
import { claims, readClaimAt } from "../../protocol/claim.ts"
import { withLock } from "../../protocol/lock.ts"
import { lockOf, tasksHome } from "../state/home.ts"
import { TaskElsewhere } from "../state/status.ts"
import type { TaskName } from "../state/task.ts"

/** How often a waiting process looks whether it is its turn. */
const pollMillis = 50

/**
 * Replaces the task of this name while no other process does: otherwise each would stop what another had just started.
 * A turn takes as long as an agent takes to end, too long for a lock. So a file names the process that has the turn,
 * which keeps it for as long as it lives. The home of all tasks has to be there.
 */
export const inTurn = <A, E, R>(
  name: TaskName,
  use: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | FileError | TaskElsewhere, Processes | R> => {
  const path = join(tasksHome(), `.${name}.replacing`)
  const take = withLock(
    lockOf(name),
    Effect.flatMap(claims, ({ elsewhereOf, isHeld, own }) => {
      const present = readClaimAt(path)
      const elsewhere = present === undefined ? undefined : elsewhereOf(present)
      // Whether that process ends cannot be seen from here.
      if (elsewhere !== undefined) return Effect.fail(new TaskElsewhere({ name, elsewhere }))
      if (present !== undefined && isHeld(present)) return Effect.succeed(false)
      writeFileSync(path, own(), { mode: privateFileMode })
      return Effect.succeed(true)
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
