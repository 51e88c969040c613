import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { signalProcess } from "../os/processes.ts"
import { holderOf, isHeld } from "../protocol/claim.ts"
import type { InvalidPair } from "../protocol/manifestFile.ts"
import { remove, timestamp } from "../protocol/taskDirectory.ts"
import { awaitWhile, endAgent, endSession, recordStatus } from "./ending.ts"
import type { Task } from "./task.ts"

/** A monitor that was told to leave does so at once, unless tmux keeps it waiting. */
const monitorGraceSeconds = 3

/**
 * Stops the task: its agent gets TERM, and KILL after `graceSeconds`, with all that it started; then monitor, wrapper,
 * pipe and session go. The files stay. Says whether there was anything to stop: a task that has ended is left as it is.
 */
export const stopTask = (
  task: Task,
  graceSeconds: number,
): Effect.Effect<boolean, InvalidPair | PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const now = timestamp(yield* Clock.currentTimeMillis)
    // First of all: from here on nobody starts an agent for it.
    const stopped = yield* recordStatus(task.directory, "stopped", ["stopped_at", now])
    yield* endMonitor(task)
    yield* endAgent(task, graceSeconds)
    yield* endSession(task)
    for (const file of ["pid", "resume", "monitor.pid"] as const) if (stopped) yield* remove(task.directory, file)
    return stopped
  })

const endMonitor = ({ directory }: Task): Effect.Effect<void> =>
  Effect.gen(function* () {
    const told = holderOf(directory, "monitor.lock")
    if (told === undefined) return
    signalProcess(told.pid, "SIGTERM")
    yield* awaitWhile(() => isHeld(told), monitorGraceSeconds)
    if (isHeld(told)) signalProcess(told.pid, "SIGKILL")
  })
