import { watch } from "node:fs"

/**
 * Waits until something changes in one of the directories. The system does not report every change, so `seconds` limits the
 * wait; without them it has no limit. Aborting ends it too.
 */
export const awaitChange = (
  directories: ReadonlyArray<string>,
  seconds: number | undefined,
  aborted?: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const watchers = directories.flatMap((directory) => {
      try {
        return [watch(directory, () => end()).on("error", () => {})]
      } catch {
        // The directory is gone, or the system has no watch left: the time limit is for that.
        return []
      }
    })
    const timer = seconds === undefined ? undefined : setTimeout(() => end(), Math.max(seconds, 0) * 1000)
    const end = () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
      aborted?.removeEventListener("abort", end)
      resolve()
    }
    aborted?.addEventListener("abort", end)
  })
