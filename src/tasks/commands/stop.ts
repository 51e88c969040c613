import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import { signalIdentity } from "../../os/process/identity.ts"
import { holderOf, isHeld } from "../../protocol/claim.ts"
import type { InvalidPair } from "../../protocol/manifestFile.ts"
import { remove, timestamp } from "../../protocol/taskDirectory.ts"
import { requireHere, statusOf, type TaskElsewhere } from "../state/status.ts"
import type { Task } from "../state/task.ts"
import { endAgent, endSession, isStillThere, recordStatus } from "../steps/ending.ts"

/** A monitor that was told to leave does so at once, unless tmux keeps it waiting. */
const monitorGraceSeconds = 3

/**
 * Stops the task: its agent gets TERM, and KILL after `graceSeconds`, with all that it started; then monitor, wrapper,
 * pipe and session go. The files stay. Says whether there was anything to stop: a task that has ended is left as it is.
 */
export const stopTask = (
  task: Task,
  graceSeconds: number,
): Effect.Effect<boolean, InvalidPair | FileError | TaskElsewhere> =>
  Effect.gen(function* () {
    const { directory } = task
    yield* requireHere(statusOf(task.name))
    const now = timestamp(yield* Clock.currentTimeMillis)
    // First of all: from here on nobody starts an agent for it, and whoever finds this half done knows what to do.
    const recorded = yield* recordStatus(
      directory,
      "stopped",
      ["stopped_at", now],
      ["stop_grace", String(graceSeconds)],
    ).pipe(
      // A full disk may be the agent's own work: it is ended all the same, and those first who would bring it back.
      Effect.tapError(() => endUnrecorded(task, graceSeconds)),
    )
    if (!recorded && holderOf(directory, "wrapper.lock") === undefined) return false
    yield* endMonitor(task)
    yield* endAgent(task, graceSeconds)
    yield* endSession(task)
    // Whoever was faster may have used the name again, and the directory.
    if (!(yield* isStillThere(task))) return true
    // The wrapper may have started another one while its agent took its time.
    yield* endMonitor(task)
    for (const file of ["pid", "resume", "monitor.pid"] as const) yield* remove(directory, file)
    return true
  })

const endUnrecorded = (task: Task, graceSeconds: number) =>
  Effect.gen(function* () {
    for (const file of ["monitor.lock", "wrapper.lock"] as const) {
      const holder = holderOf(task.directory, file)
      if (holder !== undefined) signalIdentity(holder, "SIGKILL")
    }
    yield* endAgent(task, graceSeconds)
    yield* endSession(task)
  })

const endMonitor = ({ directory }: Task): Effect.Effect<void> =>
  Effect.gen(function* () {
    const told = holderOf(directory, "monitor.lock")
    if (told === undefined) return
    signalIdentity(told, "SIGTERM")
    yield* awaitWhile(() => isHeld(told), monitorGraceSeconds)
    signalIdentity(told, "SIGKILL")
  })
