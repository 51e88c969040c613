import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import type { InvalidSetting } from "../../configurationErrors.ts"
import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import type { Processes } from "../../os/process/service.ts"
import { printLine } from "../../os/terminal/print.ts"
import { claims } from "../../protocol/claim.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { has, pathOf } from "../../protocol/taskDirectory.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import type { Tmux } from "../../tmux/service.ts"
import { enterTaskEnvironment } from "../state/environment.ts"
import { type NoTask, readTask, type Task } from "../state/task.ts"
import { isFinal, statusIn, statusPair } from "../state/taskStatus.ts"
import { monitoredTask } from "../steps/monitorProcess.ts"
import { makeAlarms } from "./alarms.ts"
import { makeManagedActions } from "./managedActions.ts"
import { makeManagedSenses } from "./managedSenses.ts"
import { persist } from "./notes.ts"
import { type Assignment, watchTask } from "./runner.ts"
import { sensesOf } from "./senses.ts"
import { managedPolicy, type Settings, settingsFrom } from "./settings.ts"

/**
 * Watches the task of `outlive run` in `directory` to its end. Does nothing if the task has a monitor already, is over, or
 * was replaced by another task of its name.
 */
export const managedMonitor = Effect.fn("managedMonitor")(function* (
  directory: string,
  alarms: Assignment["alarms"] = makeAlarms(directory),
): Effect.fn.Return<number, InvalidSetting | NewerFormat | NoTask | FileError, Processes | Tmux> {
  const { claim, holderOf } = yield* claims
  const wanted = process.env[monitoredTask]
  delete process.env[monitoredTask]
  enterTaskEnvironment(directory)
  const settings = yield* settingsFrom(process.env)
  const claimed = yield* ManifestFile.locked(
    pathOf(directory, "manifest"),
    Effect.gen(function* () {
      const task = yield* readTask(directory)
      // The task that this monitor was started for was replaced by another of its name.
      if (wanted !== undefined && task.id !== wanted) return Option.none<Task>()
      // A complete task has still to be put away, and so has one that was given up or stopped while its agent runs.
      const over = isFinal(task.status) && !has(directory, "done")
      if (over && holderOf(directory, "wrapper.lock") === undefined) return Option.none<Task>()
      return Option.isNone(yield* claim(directory, "monitor.lock")) ? Option.some(task) : Option.none<Task>()
    }),
  )
  if (Option.isNone(claimed)) {
    printLine("The task is over, has given way to another, or has a monitor already; nothing to do.")
    return 0
  }
  const task = claimed.value
  yield* takeOver(task)
  if (isFinal(task.status) && !has(directory, "done")) return yield* finishEnding(task)
  const now = (yield* Clock.currentTimeMillis) / 1000
  return yield* watchTask({
    settings: settingsOf(task, settings, now),
    resumesSoFar: task.resumes,
    alarms,
    watch: {
      session: task.session,
      directory,
      senses: makeManagedSenses(task, yield* sensesOf),
      actions: makeManagedActions(task),
    },
  })
})

/**
 * A monitor that was killed before it had ended a hung agent leaves `hung` in the manifest, and the agent at work. Whether
 * it hangs is judged anew.
 */
const takeOver = ({ directory, status }: Task) =>
  Effect.flatMap(claims, ({ holderOf }) =>
    status === "hung" && holderOf(directory, "wrapper.lock") !== undefined
      ? persist(
          "manifest",
          ManifestFile.update(
            pathOf(directory, "manifest"),
            [statusPair("running")],
            (text) => statusIn(text) !== "hung",
          ),
        )
      : Effect.void,
  )

/** Ends what a `stop` or a monitor was about to end when it was killed itself. */
const finishEnding = (task: Task): Effect.Effect<number, never, Processes | Tmux> =>
  Effect.gen(function* () {
    const { holderOf } = yield* claims
    const { directory } = task
    // The `stop` may still be at work, within its grace period.
    const patience = task.stoppedAt === undefined ? 0 : task.stoppedAt + task.stopGraceSeconds + stopMarginSeconds
    const now = (yield* Clock.currentTimeMillis) / 1000
    yield* awaitWhile(() => holderOf(directory, "wrapper.lock") !== undefined, Math.max(patience - now, 0))
    const { closeDown, notifyEnd } = makeManagedActions(task)
    yield* closeDown
    yield* notifyEnd
    return 0
  })

/** How long a stop takes besides the grace period that it gives an agent. */
const stopMarginSeconds = 5

/** The task's own settings, and those of the environment for the rest. */
const settingsOf = (task: Task, settings: Settings, now: number): Settings => ({
  ...settings,
  maxResumes: task.resumeOn === "never" ? 0 : (task.maxResumes ?? settings.maxResumes),
  deadlineSeconds: Math.max(task.deadlineAt - now, 0),
  staleIntervals: task.agent.staleIntervals ?? settings.staleIntervals,
  policy: managedPolicy,
})
