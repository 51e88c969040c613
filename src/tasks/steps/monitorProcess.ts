import { closeSync, openSync } from "node:fs"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { quietIn } from "../../os/process/quiet.ts"
import { printError } from "../../os/terminal/print.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"
import type { Task } from "../state/task.ts"

/** The variable with the id of a monitor's task: the directory may be another task's when the monitor reads it. */
export const monitoredTask = "OUTLIVE_MONITORED_TASK"

/**
 * Starts a monitor of the task, detached from this process: in a session of its own, with `monitor.log` for its output.
 * A monitor that finds another one at work ends at once. Prints an error and gives `undefined` if none could be
 * started.
 */
export const startMonitor = ({
  directory,
  id,
  session,
}: Pick<Task, "directory" | "id" | "session">): Bun.Subprocess | undefined => {
  try {
    const log = openSync(pathOf(directory, "monitor.log"), "a", privateFileMode)
    try {
      const monitor = Bun.spawn([ownPath(), "monitor", session.name, directory], {
        cwd: directory,
        env: quietIn({ ...process.env, [monitoredTask]: id }),
        stdio: ["ignore", log, log],
        detached: true,
      })
      monitor.unref()
      return monitor
    } finally {
      closeSync(log)
    }
  } catch (error) {
    printError(`wrapper: no monitor could be started: ${errorCodeOf(error)}; the next attempt is in a few seconds`)
    return undefined
  }
}
