import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { writeAtomically } from "../os/atomicFile.ts"
import * as Manifest from "../protocol/manifest.ts"
import * as ManifestFile from "../protocol/manifestFile.ts"
import { pathOf, remove, timestamp } from "../protocol/taskDirectory.ts"
import type * as Tmux from "../tmux/tmux.ts"
import { awaitAgent, bringBack, type LaunchFailed } from "./launch.ts"
import { allStatuses, isRunning, statusOf, type TaskStatus } from "./status.ts"
import { type NoTask, readTask, type Task } from "./task.ts"

/** The task runs already. */
export class StillRunning extends Data.TaggedError("StillRunning")<{ readonly name: string }> {}

export type ResumeError =
  LaunchFailed | ManifestFile.InvalidPair | NoTask | PlatformError | StillRunning | Tmux.SessionRefused
/** The deadline of a task that is resumed by hand, where its own is over. */
const newDeadlineSeconds = 18_000

/**
 * Goes on with a task that has ended, was stopped or given up, or is lost: in its own conversation, with a retry budget
 * of its own, and with `prompt` for what the agent is told, which is to go on where there is none.
 */
export const resumeTask = (
  task: Task,
  prompt: Uint8Array | undefined,
): Effect.Effect<TaskStatus, ResumeError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { directory, name } = task
    const manifestPath = pathOf(directory, "manifest")
    const now = yield* Clock.currentTimeMillis
    const deadline = Math.max(task.deadlineAt * 1000, now + newDeadlineSeconds * 1000)
    let before: ReadonlyArray<Manifest.Pair> = []
    const begin = (text: Manifest.ManifestText) =>
      Effect.suspend(() => {
        // Of two who resume it, one finds it running.
        if (isRunning(statusOf(name))) return Effect.fail(new StillRunning({ name }))
        before = resumeKeys.map((key) => [key, Manifest.valueOf(text, key) ?? ""])
        return Effect.succeed<ReadonlyArray<Manifest.Pair>>([
          ...endKeys.map((key): Manifest.Pair => [key, ""]),
          ["retry_count", "0"],
          ["resumed_at", timestamp(now)],
          ...(Number.isFinite(deadline) ? [["deadline_at", timestamp(deadline)] as const] : []),
          ["status", "running"],
        ])
      })
    yield* ManifestFile.modify(manifestPath, begin)
    return yield* Effect.gen(function* () {
      if (prompt !== undefined) yield* writeAtomically(pathOf(directory, "continuation"), prompt)
      for (const file of ["done", "exit_code"] as const) yield* remove(directory, file)
      yield* bringBack(task)
      yield* awaitAgent(task)
      return statusOf(name)
    }).pipe(
      // Then it is what it was.
      Effect.onError(() => Effect.ignore(ManifestFile.update(manifestPath, before))),
    )
  })

/** What the last end has left in the manifest; an empty value is none. */
const endKeys = ["finished_at", "exit_code", "abandoned_at", "abandon_reason", "stopped_at", "notified_at"]

/** Everything that a resume changes in the manifest. */
const resumeKeys = [...endKeys, "retry_count", "resumed_at", "deadline_at", "status"]

/** What was done for a task by a restore. */
export interface Restored {
  readonly name: string
  readonly action: "resumed" | "already running" | "nothing: it has ended" | "failed"
  /** Why it failed. */
  readonly reason: string | null
}

/** Brings back every task that should be running; what runs, and what has ended, is left alone. */
export const restoreTasks: Effect.Effect<ReadonlyArray<Restored>, never, FileSystem.FileSystem> = Effect.suspend(() =>
  Effect.forEach(allStatuses(), restoreTask),
)

/** Of two who restore a task that is lost, one has it. */
const takeLost = (name: string) => () =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    statusOf(name).status === "lost"
      ? Effect.succeed<ReadonlyArray<Manifest.Pair>>([["resumed_at", timestamp(now)]])
      : Effect.fail(new StillRunning({ name })),
  )

const restoreTask = (status: TaskStatus): Effect.Effect<Restored, never, FileSystem.FileSystem> => {
  const { name } = status
  const done = (action: Restored["action"], reason: string | null = null): Restored => ({ name, action, reason })
  if (isRunning(status)) return Effect.succeed(done("already running"))
  if (status.status === "damaged") return Effect.succeed(done("failed", status.problem))
  if (status.status !== "lost") return Effect.succeed(done("nothing: it has ended"))
  return readTask(status.taskDir).pipe(
    Effect.tap(() => ManifestFile.modify(pathOf(status.taskDir, "manifest"), takeLost(name))),
    Effect.flatMap((task) => Effect.zipRight(bringBack(task), awaitAgent(task))),
    Effect.as(done("resumed")),
    Effect.catchTag("StillRunning", () => Effect.succeed(done("already running"))),
    Effect.catchAll((error) => Effect.succeed(done("failed", "said" in error ? error.said : error.message))),
  )
}
