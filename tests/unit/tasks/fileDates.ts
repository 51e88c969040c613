import { readdirSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"

import type { Scheduler } from "effect/Scheduler"

/*
 * Files get the real time, also while the clock of a world is far ahead: a lock that was just taken would count as left
 * behind.
 */

/** A directory in which nothing has changed since the last look has this date, in seconds since the epoch. */
const unchanged = 1

/** Dates the files in `OUTLIVE_HOME` by the clock of a world. */
export interface FileDates {
  /** Dates what has changed; to be called before the clock leaps. */
  readonly settle: () => void
  /** Does so after each operation as well, while the clock is far from the real time. */
  readonly after: (scheduler: Scheduler) => Scheduler
}

/** How far a date may be off between two leaps; each look takes time. */
const toleratedMillis = 500

/** The same of a lock: its holder knows it by its date, and it counts as left behind after 10 s only. */
const toleratedOfLocksMillis = 5000

export const makeFileDates = (nowMillis: () => number): FileDates => {
  const beganAt = nowMillis()
  const dates = new Map<string, number>()
  const directories = new Map<string, ReadonlyArray<string>>()

  const follow = (directory: string): void => {
    const modified = statSync(directory, { throwIfNoEntry: false })?.mtimeMs
    if (modified === undefined) return
    if (modified !== unchanged * 1000) {
      directories.set(directory, lookInto(directory))
      utimesSync(directory, unchanged, unchanged)
    }
    directories.get(directory)?.forEach(follow)
  }

  /** Dates the entries; gives the directories among them, other than locks. */
  const lookInto = (directory: string): ReadonlyArray<string> =>
    readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
      const path = join(directory, entry.name)
      // What was set aside changes no more, and each look takes time.
      if (entry.isSymbolicLink() || entry.name === "ended") return []
      const isLock = /\.(lock|break)$/.test(entry.name)
      if (entry.isDirectory() && !isLock) return [path]
      date(path, isLock ? toleratedOfLocksMillis : 0)
      return []
    })

  /** A date before the world began is a test's. */
  const date = (path: string, toleratedMillisOff: number): void => {
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (modified === undefined || modified < beganAt || modified === dates.get(path)) return
    if (Math.abs(modified - nowMillis()) < toleratedMillisOff) return
    utimesSync(path, nowMillis() / 1000, nowMillis() / 1000)
    dates.set(path, statSync(path).mtimeMs)
  }

  const settle = () => follow(process.env["OUTLIVE_HOME"] ?? "")
  return {
    settle,
    after: (scheduler) => ({
      shouldYield: (fiber) => {
        if (Math.abs(nowMillis() - Date.now()) > toleratedMillis) settle()
        return scheduler.shouldYield(fiber)
      },
      scheduleTask: (...task) => scheduler.scheduleTask(...task),
    }),
  }
}
