import { watch } from "node:fs"

/**
 * Waits until something changes in one of the directories, and `seconds` at most, where there are any: what the system tells
 * nobody needs them. An aborted wait is over as well.
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
        // It is gone, or the system has no watch left to give: the time limit is for that.
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
