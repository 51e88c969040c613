import { rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import type { Elsewhere } from "../../os/process/identity.ts"
import type { Processes } from "../../os/process/service.ts"
import { claims, readClaimAt } from "../../protocol/claim.ts"
import { withLock } from "../../protocol/lock.ts"
import { lockOf, tasksHome } from "../state/home.ts"
import type { TaskName } from "../state/task.ts"

/** A process in another place replaces the task, or was ended there in the middle of that; the file `path` names it. */
export class BeingReplaced extends Data.TaggedError("BeingReplaced")<{
  readonly name: string
  readonly path: string
  readonly elsewhere: Elsewhere
}> {}

/** How often a waiting process looks whether it is its turn. */
const pollMillis = 50

/** A process elsewhere that has had the turn for longer was ended: no replacement takes that long. */
const longestTurnSeconds = 120

/**
 * Replaces the task of this name while no other process does: otherwise each would stop what another had just started.
 * A turn takes as long as an agent takes to end, too long for a lock. So a file names the process that has the turn,
 * which keeps it for as long as it lives. The home of all tasks has to be there.
 */
export const inTurn = <A, E, R>(
  name: TaskName,
  use: Effect.Effect<A, E, R>,
): Effect.Effect<A, BeingReplaced | E | FileError, Processes | R> => {
  const path = join(tasksHome(), `.${name}.replacing`)
  const take = withLock(
    lockOf(name),
    Effect.gen(function* () {
      const { elsewhereOf, isHeld, own } = yield* claims
      const now = yield* Clock.currentTimeMillis
      const present = readClaimAt(path)
      const elsewhere = present === undefined ? undefined : elsewhereOf(present)
      const takenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now
      // Whether that process ends cannot be seen from here.
      if (elsewhere !== undefined && now - takenAt <= longestTurnSeconds * 1000) {
        return yield* new BeingReplaced({ name, path, elsewhere })
      }
      if (present !== undefined && isHeld(present)) return false
      writeFileSync(path, own(), { mode: privateFileMode })
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
