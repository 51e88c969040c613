import { lstatSync, readdirSync } from "node:fs"
import { join } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { outliveHome } from "../../home.ts"
import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { taskNameOf } from "./task.ts"

/** Where tasks are. */
export const tasksHome = (): string => join(outliveHome(), "tasks")

/** Where ended tasks go whose names are used again, each under `NAME.STARTED_AT`. */
export const endedHome = (): string => join(outliveHome(), "ended")

/** The place of the task of this name: its directory, or a link to the one that `--task-dir` named. */
export const placeOf = (name: string): string => join(tasksHome(), name)

/** The lock under which the name is given to a task. */
export const lockOf = (name: string): string => join(tasksHome(), `.${name}.lock`)

/** Whether the name is taken, be it by a link whose target is gone. */
export const isTaken = (name: string): boolean => lstatSync(placeOf(name), { throwIfNoEntry: false }) !== undefined

/** The home of all tasks is there, and this user may not look into it. */
export class HomeUnreadable extends Data.TaggedError("HomeUnreadable")<{
  readonly path: string
  readonly code: string
}> {}

/** Checks that tasks can be looked for; a home that nobody has made yet has none, and is no error. */
export const requireHome: Effect.Effect<void, HomeUnreadable> = Effect.suspend(() => {
  const path = tasksHome()
  try {
    readdirSync(path)
    return Effect.void
  } catch (error) {
    const code = errorCodeOf(error)
    return code === "ENOENT" ? Effect.void : Effect.fail(new HomeUnreadable({ path, code }))
  }
})

/** The names of all tasks, sorted. */
export const taskNames = (): ReadonlyArray<string> =>
  directoriesIn(tasksHome()).filter((name) => Option.isSome(taskNameOf(name)))

/** What launches that were killed have left, each under `.NAME.RANDOM`, older than so many seconds. */
export const abandonedDrafts = (olderThanSeconds: number): ReadonlyArray<string> => {
  const latest = wallMillis() - olderThanSeconds * 1000
  try {
    return readdirSync(tasksHome())
      .filter((entry) => /^\.[a-z0-9-]+\.[0-9a-f]{12}$/.test(entry))
      .map((entry) => join(tasksHome(), entry))
      .filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? latest) < latest)
  } catch {
    // Nobody has made a task yet.
    return []
  }
}

/** The directories of the ended tasks that were set aside. */
export const endedDirectories = (): ReadonlyArray<string> =>
  directoriesIn(endedHome()).map((entry) => join(endedHome(), entry))

/** The entries that `outlive run` makes; what it has not finished yet begins with a dot. */
const directoriesIn = (home: string): ReadonlyArray<string> => {
  try {
    return readdirSync(home)
      .filter((entry) => !entry.startsWith("."))
      .toSorted()
  } catch {
    // Nobody has made a task yet; anything else `requireHome` has told.
    return []
  }
}
