import { lstatSync, readdirSync } from "node:fs"
import { join } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { outliveHome } from "../../home.ts"
import { wallMillis } from "../../os/clock.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { taskNameOf } from "./task.ts"

/** The home of all tasks. */
export const tasksHome = (): string => join(outliveHome(), "tasks")

/** Where the files of an ended task go when its name is used again, under `NAME.STARTED_AT.RANDOM`. */
export const endedHome = (): string => join(outliveHome(), "ended")

/** The place of the task of this name: its directory, or a link to the one that `--task-dir` named. */
export const placeOf = (name: string): string => join(tasksHome(), name)

/** The lock under which the name is given to a task. */
export const lockOf = (name: string): string => join(tasksHome(), `.${name}.lock`)

/** Whether the name is taken, even if only by a link whose target is gone. */
export const isTaken = (name: string): boolean => lstatSync(placeOf(name), { throwIfNoEntry: false }) !== undefined

/** This user may not read the home of all tasks. */
export class HomeUnreadable extends Data.TaggedError("HomeUnreadable")<{
  readonly path: string
  readonly code: string
}> {}

/** Checks that the home of all tasks can be read; before the first task there is none, which is no error. */
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

/** The files of killed launches, each under `.NAME.RANDOM`, that are older than `olderThanSeconds`. */
export const abandonedDrafts = (olderThanSeconds: number): ReadonlyArray<string> => {
  const latest = wallMillis() - olderThanSeconds * 1000
  try {
    return readdirSync(tasksHome())
      .filter((entry) => /^\.[a-z0-9-]+\.[0-9a-f]{12}$/.test(entry))
      .map((entry) => join(tasksHome(), entry))
      .filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? latest) < latest)
  } catch {
    // There is no home before the first task.
    return []
  }
}

/** The directories of the ended tasks that were set aside. */
export const endedDirectories = (): ReadonlyArray<string> =>
  directoriesIn(endedHome()).map((entry) => join(endedHome(), entry))

/** The entries that `outlive run` makes; those that it has not finished begin with a dot. */
const directoriesIn = (home: string): ReadonlyArray<string> => {
  try {
    return readdirSync(home)
      .filter((entry) => !entry.startsWith("."))
      .toSorted()
  } catch {
    // There is no home before the first task; `requireHome` reports any other error.
    return []
  }
}
