import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { printError } from "../../os/console.ts"
import { has, timestamp } from "../../protocol/taskDirectory.ts"
import { endAgent, endSession, recordStatus } from "../ending.ts"
import { tellEnd } from "../ends.ts"
import { bringBack, describeStartError } from "../launch.ts"
import type { Task } from "../task.ts"
import { trace } from "./actions.ts"
import type { Action } from "./machine.ts"

/** What a monitor of `outlive run` does otherwise than one of the scripts' policy. */
export interface RobustActions {
  /** Ends what is left of the last run, and starts a wrapper as the program of a new session's pane. */
  readonly resume: (action: Action & { readonly _tag: "Resume" }) => Effect.Effect<void, never, FileSystem.FileSystem>
  /** Ends the session, and before that the agent, unless the task is complete. */
  readonly closeDown: Effect.Effect<void, never, FileSystem.FileSystem>
  readonly notifyEnd: Effect.Effect<void, never, FileSystem.FileSystem>
}

/** How long an agent that hangs, or whose task is given up, may take to end by itself. */
const graceSeconds = 5

export const makeRobustActions = (task: Task): RobustActions => ({
  resume: ({ retryCount, status }) =>
    Effect.gen(function* () {
      const now = timestamp(yield* Clock.currentTimeMillis)
      const retries = ["retry_count", String(retryCount)] as const
      const goesOn = yield* Effect.orElseSucceed(
        recordStatus(task.directory, status, retries, ["last_checked_at", now]),
        // A full disk keeps nobody from being brought back.
        () => true,
      )
      if (!goesOn) return
      yield* endAgent(task, graceSeconds)
      yield* bringBack(task).pipe(
        Effect.zipRight(trace(task.directory, "a new session was started")),
        // The next check finds no wrapper, and tries again.
        Effect.catchAll((error) => trace(task.directory, `no session could be started: ${describeStartError(error)}`)),
      )
    }),
  closeDown: Effect.gen(function* () {
    if (!has(task.directory, "done")) yield* endAgent(task, graceSeconds)
    yield* endSession(task)
  }),
  notifyEnd: tellEnd(task).pipe(
    Effect.flatMap((outcome) => trace(task.directory, `notification ${outcome}`)),
    Effect.catchAll(() => Effect.sync(() => printError("monitor: the end of the task could not be told"))),
  ),
})
