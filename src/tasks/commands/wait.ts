import * as Effect from "effect/Effect"

import { awaitChangeWithin, awaitWhile, currentSteadyMillis } from "../../os/patience.ts"
import type { TaskView } from "../state/status.schema.ts"
import { statusOf } from "../state/status.ts"
import { isOwnEnd, isRunning } from "../state/taskStatus.ts"
import { isBeingPutAway, putAwaySeconds } from "../steps/ending.ts"

/** How the waiting for tasks came to its end. */
export interface Waited {
  readonly tasks: ReadonlyArray<TaskView>
  readonly timedOut: boolean
}

/** The time was over first. (timeout(1)) */
const exitCodeTimedOut = 124

/** The task was stopped, given up or lost: there is no exit code of its agent. */
const exitCodeNoEnd = 125

/** A process that is killed changes no file: this often the processes are looked at. */
const lookSeconds = 0.5

/** No process runs it: it has ended, or it is lost; or its manifest is a newer version's, and nothing is known of it. */
const isOver = ({ status }: TaskView): boolean => !isRunning(status)

/** Waits until all of the tasks, or `any` of them, have ended; a task that is lost is not waited for. */
export const waitFor = (
  names: ReadonlyArray<string>,
  { any, timeoutSeconds }: { readonly any: boolean; readonly timeoutSeconds: number | undefined },
): Effect.Effect<Waited> =>
  Effect.gen(function* () {
    const until = (yield* currentSteadyMillis) + (timeoutSeconds ?? Infinity) * 1000
    while (true) {
      const tasks = yield* Effect.sync(() => names.map((name) => statusOf(name)))
      if (any ? tasks.some(isOver) : tasks.every(isOver)) {
        // What the agent said last is on its way through tmux until everything is put away.
        for (const task of tasks.filter(isOver)) {
          yield* awaitWhile(() => isBeingPutAway(task.taskDir), putAwaySeconds, 5)
        }
        return { tasks, timedOut: false }
      }
      const left = (until - (yield* currentSteadyMillis)) / 1000
      if (left <= 0) return { tasks, timedOut: true }
      const directories = tasks.map(({ taskDir }) => taskDir)
      yield* awaitChangeWithin(directories, Math.min(left, lookSeconds))
    }
  })

/** The exit code of a wait: of several tasks, the first that is not 0. */
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
