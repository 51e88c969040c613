import { watch } from "node:fs"

import * as Effect from "effect/Effect"

/** Waits until something changes in one of the directories, and `seconds` at most: what the system tells nobody needs them. */
export const awaitChange = (directories: ReadonlyArray<string>, seconds: number): Effect.Effect<void> =>
  Effect.async((resume) => {
    const watchers = directories.flatMap((directory) => {
      try {
        return [watch(directory, () => end()).on("error", () => {})]
      } catch {
        // It is gone, or the system has no watch left to give: the time limit is for that.
        return []
      }
    })
    const timer = setTimeout(() => end(), seconds * 1000)
    const end = () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      resume(Effect.void)
    }
    return Effect.sync(() => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    })
  })
