import * as Effect from "effect/Effect"

import { awaitChangeWithin, awaitWhileEffect, currentSteadyMillis } from "../../os/patience.ts"
import type { Processes } from "../../os/process/service.ts"
import { exitCodeTimedOut } from "../../os/process/signals.ts"
import type { TaskView } from "../state/status.schema.ts"
import { TaskStore } from "../state/status.ts"
import { isOwnEnd, isRunning } from "../state/taskStatus.ts"
import { isBeingPutAway, putAwaySeconds } from "../steps/ending.ts"

/** How a wait for tasks ended. */
export interface Waited {
  readonly tasks: ReadonlyArray<TaskView>
  readonly timedOut: boolean
}

/** The exit code for a task that was stopped, given up or lost, since its agent has none. */
const exitCodeNoEnd = 125

/** How often to look at the processes, since the death of one changes no file. */
const lookSeconds = 0.5

/** Whether no process runs the task: it has ended, or is lost, or a newer version wrote its manifest. */
const isOver = ({ status }: TaskView): boolean => !isRunning(status)

/** Waits until all of the tasks, or `any` of them, have ended or are lost. */
export const waitFor = Effect.fn("waitFor")(function* (
  names: ReadonlyArray<string>,
  { any, timeoutSeconds }: { readonly any: boolean; readonly timeoutSeconds: number | undefined },
): Effect.fn.Return<Waited, never, Processes | TaskStore> {
  const { statusOf } = yield* TaskStore
  const until = (yield* currentSteadyMillis) + (timeoutSeconds ?? Infinity) * 1000
  while (true) {
    const tasks = yield* Effect.sync(() => names.map((name) => statusOf(name)))
    if (any ? tasks.some(isOver) : tasks.every(isOver)) {
      // The agent's last words may still be on their way through tmux.
      for (const task of tasks.filter(isOver)) {
        yield* awaitWhileEffect(isBeingPutAway(task.taskDir), putAwaySeconds, 5)
      }
      return { tasks, timedOut: false }
    }
    const left = (until - (yield* currentSteadyMillis)) / 1000
    if (left <= 0) return { tasks, timedOut: true }
    const directories = tasks.map(({ taskDir }) => taskDir)
    yield* awaitChangeWithin(directories, Math.min(left, lookSeconds))
  }
})

/** The exit code of a wait: with several tasks, the first code that is not 0. */
export const exitCodeOf = ({ tasks, timedOut }: Waited): number => {
  if (timedOut) return exitCodeTimedOut
  return (
    tasks
      .filter(isOver)
      .map(exitCodeOfTask)
      .find((code) => code !== 0) ?? 0
  )
}

const exitCodeOfTask = ({ exitCode, status }: TaskView): number =>
  isOwnEnd(status) ? (exitCode ?? exitCodeNoEnd) : exitCodeNoEnd
