import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { printLine } from "../../os/console.ts"
import { claim } from "../../protocol/claim.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { has, pathOf } from "../../protocol/taskDirectory.ts"
import { isFinal } from "../ending.ts"
import { type NoTask, readTask, type Task } from "../task.ts"
import { enterTaskEnvironment } from "../taskEnvironment.ts"
import { makeRobustActions } from "./robustActions.ts"
import { makeRobustSenses } from "./robustSenses.ts"
import { watchTask } from "./runner.ts"
import { type InvalidSetting, robust, type Settings, settingsFrom } from "./settings.ts"

/**
 * Watches the task of `outlive run` in `directory` to its end. Where the task has a monitor already, or is over, there is
 * nothing to do.
 */
export const robustMonitor = (
  directory: string,
): Effect.Effect<number, InvalidSetting | NoTask | PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    enterTaskEnvironment(directory)
    const settings = yield* settingsFrom(process.env)
    const claimed = yield* ManifestFile.locked(
      pathOf(directory, "manifest"),
      Effect.gen(function* () {
        const task = yield* readTask(directory)
        // One that is complete has still to be put away.
        if (isFinal(task.status) && !has(directory, "done")) return Option.none<Task>()
        return Option.isNone(yield* claim(directory, "monitor.lock")) ? Option.some(task) : Option.none<Task>()
      }),
    )
    if (Option.isNone(claimed)) {
      printLine("The task is over, or has a monitor already; nothing to do.")
      return 0
    }
    const task = claimed.value
    const now = (yield* Clock.currentTimeMillis) / 1000
    return yield* watchTask({
      settings: settingsOf(task, settings, now),
      resumesSoFar: task.resumes,
      watch: {
        session: task.session,
        directory,
        senses: makeRobustSenses(task),
        robust: makeRobustActions(task),
      },
    })
  })

/** The settings of the task: its own where it has some, those of the environment otherwise. */
const settingsOf = (task: Task, settings: Settings, now: number): Settings => ({
  ...settings,
  maxResumes: task.resumeOn === "never" ? 0 : (task.maxResumes ?? settings.maxResumes),
  deadlineSeconds: Math.max(task.deadlineAt - now, 0),
  policy: robust,
})
