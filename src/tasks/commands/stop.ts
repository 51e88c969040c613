import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import type { Processes } from "../../os/process/service.ts"
import { claims } from "../../protocol/claim.ts"
import { type InvalidPair, locked } from "../../protocol/manifestFile.ts"
import { pathOf, remove, timestamp } from "../../protocol/taskDirectory.ts"
import type { TaskServices } from "../state/services.ts"
import { requireHere, type TaskElsewhere, TaskStore } from "../state/status.ts"
import type { Task } from "../state/task.ts"
import { endAgent, endSession, isStillThere, recordStatus } from "../steps/ending.ts"

/** A monitor that was told to leave does so at once, unless tmux keeps it waiting. */
const monitorGraceSeconds = 3

/**
 * Stops the task: its agent and all that it started get TERM, and KILL after `graceSeconds`; then monitor, wrapper,
 * pipe and session go. The files stay. Gives whether there was anything to stop: an ended task is left as it is.
 */
export const stopTask = Effect.fn("stopTask")(function* (
  task: Task,
  graceSeconds: number,
): Effect.fn.Return<boolean, InvalidPair | FileError | TaskElsewhere, TaskServices> {
  const { directory } = task
  const { statusOf } = yield* TaskStore
  const { holderOf, removeLeft } = yield* claims
  yield* requireHere(statusOf(task.name))
  const now = timestamp(yield* Clock.currentTimeMillis)
  // Recorded first: now no process starts an agent for it, and a monitor that finds the stop half done completes it.
  const recorded = yield* recordStatus(
    directory,
    "stopped",
    ["stopped_at", now],
    ["stop_grace", String(graceSeconds)],
  ).pipe(
    // The agent itself may have filled the disk: end it all the same, after the processes that would bring it back.
    Effect.tapError(() => endUnrecorded(task, graceSeconds)),
  )
  if (!recorded && holderOf(directory, "wrapper.lock") === undefined) return false
  yield* endMonitor(task)
  yield* endAgent(task, graceSeconds)
  yield* endSession(task)
  // Another process may have reused the name and the directory meanwhile.
  if (!(yield* isStillThere(task))) return true
  // The wrapper may have started another monitor while the agent was ending.
  yield* endMonitor(task)
  for (const file of ["pid", "resume", "monitor.pid"] as const) yield* remove(directory, file)
  yield* locked(pathOf(directory, "manifest"), removeLeft(directory))
  return true
})

const endUnrecorded = (task: Task, graceSeconds: number) =>
  Effect.gen(function* () {
    const { holderOf, signalHolder } = yield* claims
    for (const file of ["monitor.lock", "wrapper.lock"] as const) {
      const holder = holderOf(task.directory, file)
      if (holder !== undefined) signalHolder(holder, "SIGKILL")
    }
    yield* endAgent(task, graceSeconds)
    yield* endSession(task)
  })

const endMonitor = ({ directory }: Task): Effect.Effect<void, never, Processes> =>
  Effect.gen(function* () {
    const { holderOf, isHeld, signalHolder } = yield* claims
    const told = holderOf(directory, "monitor.lock")
    if (told === undefined) return
    signalHolder(told, "SIGTERM")
    yield* awaitWhile(() => isHeld(told), monitorGraceSeconds)
    signalHolder(told, "SIGKILL")
  })
