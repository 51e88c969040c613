import { accessSync, constants, statSync } from "node:fs"
import { resolve } from "node:path"

import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

import { loadConfiguration } from "../../configuration.ts"
import { createMarker } from "../../os/atomicFile.ts"
import { printError, printLine } from "../../os/console.ts"
import { errorCodeOf } from "../../os/errorCode.ts"
import { quote } from "../../os/fileError.ts"
import { groupExists, signalGroup, signalProcess } from "../../os/processes.ts"
import { listen } from "../../os/signals.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { readRecordedProcess } from "../../protocol/recordedProcess.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import * as Claude from "../agents/claude.ts"
import { resolveModel } from "../models.ts"
import { notify } from "../notification.ts"
import { launchAgent } from "./agentProcess.ts"
import { type Action, initial, type MonitorSignal, type Observation, step } from "./machine.ts"

/** The variable TASK_TMPDIR does not name a directory. */
export class NoTaskDirectory extends Data.TaggedError("NoTaskDirectory")<{ readonly given: string | undefined }> {}

/** The manifest's project directory cannot be entered. */
export class NoProjectDirectory extends Data.TaggedError("NoProjectDirectory")<{
  readonly manifestPath: string
  readonly given: string
  readonly reason: string
}> {}

/** Why a task cannot be run; nothing was written. */
export type Unrunnable = ManifestFile.ManifestMissing | ManifestFile.KeyAbsent | NoProjectDirectory | PlatformError

/** How long an interrupted agent may take to end by itself before it is killed. */
const interruptGraceSeconds = 5

/** How often an interrupted agent's process group is looked at. */
const groupPollMillis = 20

/**
 * Runs the agent of the task in `TASK_TMPDIR` from start to recorded end, and gives the exit code of the wrapper: 0
 * whatever the agent's was, 128+N when a signal N interrupted it.
 */
export const runWrapper: Effect.Effect<number, NoTaskDirectory | Unrunnable, FileSystem.FileSystem> = Effect.scoped(
  Effect.gen(function* () {
    const directory = yield* taskDirectoryFromEnvironment
    const inbox = yield* Queue.unbounded<Observation>()
    yield* listen(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"], (signal) =>
      inbox.unsafeOffer({ _tag: "Signalled", signal }),
    )
    const examination = yield* examine(directory)
    const carryOut = makeActor(directory, examination, inbox)

    let [state, actions] = step(initial, examination.observation)
    while (true) {
      let seen = Option.none<Observation>()
      for (const action of actions) seen = Option.orElse(yield* carryOut(action), () => seen)
      if (state._tag === "Ended") return state.exitCode
      const observation = Option.isSome(seen) ? seen.value : yield* Queue.take(inbox)
      ;[state, actions] = step(state, observation)
    }
  }),
)

const taskDirectoryFromEnvironment: Effect.Effect<string, NoTaskDirectory> = Effect.suspend(() => {
  const given = process.env["TASK_TMPDIR"]
  return Effect.mapError(TaskDirectory.find(given ?? ""), () => new NoTaskDirectory({ given }))
})

/** What the task directory and its manifest say of the task before anything is started. */
interface Task {
  readonly manifestPath: string
  readonly name: string
  readonly model: string
  readonly projectDirectory: string
}

interface Examination {
  readonly observation: Observation
  readonly task: Either.Either<Task, Unrunnable>
}

const examine = (directory: string): Effect.Effect<Examination, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const done = TaskDirectory.has(directory, "done")
    const resume = TaskDirectory.has(directory, "resume")
    const task = yield* Effect.either(readTask(directory))
    return { observation: { _tag: "Examined", done, resume, runnable: Either.isRight(task) }, task }
  })

const readTask = (directory: string): Effect.Effect<Task, Unrunnable, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const manifestPath = TaskDirectory.pathOf(directory, "manifest")
    const manifest = yield* ManifestFile.readExisting(manifestPath)
    const given = yield* ManifestFile.requireKey(manifestPath, manifest, "project_dir")
    const model = yield* ManifestFile.requireKey(manifestPath, manifest, "model")
    const projectDirectory = resolve(given)
    const refusal = enterable(given, projectDirectory)
    if (refusal !== undefined) return yield* new NoProjectDirectory({ manifestPath, given, reason: refusal })
    return {
      manifestPath,
      name: Manifest.valueOf(manifest, "task_name") ?? "",
      model: resolveModel(model, yield* configuredModels),
      projectDirectory,
    }
  })

/** Why a process cannot work in the directory; `undefined` where it can. */
const enterable = (given: string, path: string): string | undefined => {
  if (given === "") return "it is empty"
  try {
    if (!statSync(path).isDirectory()) return "it is not a directory"
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errorCodeOf(error)) ? "it does not exist" : "it may not be entered"
  }
}

/** A configuration that cannot be used is told, and does not keep a task from running. */
const configuredModels = loadConfiguration.pipe(
  Effect.map(({ models }) => models),
  Effect.catchAll(({ path, reason }) =>
    Effect.sync(() => {
      printError(`wrapper: ${quote(path)} is not used: ${reason}; mend it or remove it`)
      return {}
    }),
  ),
)

/** Carries actions out; what an action brings to light at once is its result, what comes later goes to the inbox. */
const makeActor = (directory: string, { task }: Examination, inbox: Queue.Enqueue<Observation>) => {
  let agentExitCode = Promise.resolve(0)
  /** The record of the start, which may have to wait for the manifest's lock while signals are passed on already. */
  let startRecorded: Fiber.Fiber<void> = Fiber.void

  /** A manifest that is not there, or cannot be written, keeps nothing from going on. */
  const record = (what: string, ...pairs: ReadonlyArray<Manifest.Pair>) =>
    Effect.suspend(() =>
      TaskDirectory.has(directory, "manifest")
        ? orComplain(what, ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs))
        : Effect.sync(() => printError(`wrapper: ${what} is not in the manifest, which is no longer there`)),
    )

  const recordStart = (pid: number) =>
    Effect.gen(function* () {
      // The agent works already: it is more use unrecorded than orphaned.
      yield* orComplain("the agent's process id", TaskDirectory.writeNumber(directory, "pid", pid))
      yield* record("the start", ["pid", String(pid)], ["status", "running"])
    })

  const recordEnd = ({ exitCode, status }: Action & { _tag: "RecordEnd" }) =>
    Effect.gen(function* () {
      yield* Fiber.join(startRecorded)
      yield* TaskDirectory.writeNumber(directory, "exit_code", exitCode)
      const finishedAt = TaskDirectory.timestamp(yield* Clock.currentTimeMillis)
      yield* record("the end", ["finished_at", finishedAt], ["exit_code", String(exitCode)], ["status", status])
      yield* createMarker(TaskDirectory.pathOf(directory, "done"))
    })

  const awaitGroup = (pid: number) =>
    Effect.gen(function* () {
      yield* Effect.promise(() => agentExitCode)
      while (groupExists(pid)) yield* Effect.sleep(groupPollMillis)
    }).pipe(
      Effect.as<Observation>({ _tag: "GroupEnded" }),
      Effect.timeoutTo({
        duration: interruptGraceSeconds * 1000,
        onSuccess: (observation) => observation,
        onTimeout: (): Observation => ({ _tag: "GraceOver" }),
      }),
      Effect.flatMap((observation) => inbox.offer(observation)),
    )

  return (
    action: Action,
  ): Effect.Effect<Option.Option<Observation>, Unrunnable, FileSystem.FileSystem | Scope.Scope> => {
    switch (action._tag) {
      case "SayAlreadyCompleted":
        return nothing(
          Effect.sync(() => printLine(`The task in ${quote(directory)} is already completed; nothing to do.`)),
        )
      case "Refuse":
        return nothing(task)
      case "Launch":
        return Effect.gen(function* () {
          const { model, projectDirectory } = yield* task
          yield* TaskDirectory.remove(directory, "resume")
          const launched = launchAgent({
            mode: action.mode,
            model,
            projectDirectory,
            promptPath: TaskDirectory.pathOf(directory, "prompt"),
          })
          if (launched._tag === "NotStarted") {
            printError(`wrapper: ${launched.reason}`)
            // There is no agent; its place in the records is taken by the process that lives until the end is told.
            return Option.some<Observation>({ _tag: "NotStarted", pid: process.pid, exitCode: launched.exitCode })
          }
          agentExitCode = launched.exitCode
          return Option.some<Observation>({ _tag: "Started", pid: launched.pid })
        })
      case "RecordStart":
        return nothing(
          Effect.tap(Effect.forkScoped(recordStart(action.pid)), (fiber) =>
            Effect.sync(() => {
              startRecorded = fiber
            }),
          ),
        )
      case "AwaitAgent":
        return later(
          Effect.flatMap(
            Effect.promise(() => agentExitCode),
            (exitCode) => inbox.offer({ _tag: "AgentEnded", exitCode }),
          ),
        )
      case "RecordEnd":
        return Effect.as(recordEnd(action), Option.some<Observation>({ _tag: "Recorded" }))
      case "TellMonitor":
        return Effect.sync(() => Option.some<Observation>({ _tag: "MonitorTold", outcome: tellMonitor(directory) }))
      case "RecordMonitorSignal":
        return nothing(record("the signal to the monitor", ["monitor_signal", action.outcome]))
      case "Notify":
        return Effect.gen(function* () {
          const { name, projectDirectory } = yield* task
          yield* notify(`${Claude.displayName} done: ${name}`, projectDirectory)
          return Option.some<Observation>({ _tag: "Notified" })
        })
      case "PassOn":
        return nothing(Effect.sync(() => signalGroup(action.pid, action.signal)))
      case "AwaitGroup":
        return later(awaitGroup(action.pid))
      case "KillGroup":
        return nothing(Effect.sync(() => signalGroup(action.pid, "SIGKILL")))
    }
  }
}

/** What cannot be recorded is told. */
const orComplain = <A, R>(what: string, recording: Effect.Effect<A, ManifestFile.InvalidPair | PlatformError, R>) =>
  Effect.catchAll(Effect.asVoid(recording), (error) =>
    Effect.sync(() => printError(`wrapper: ${what} is not recorded: ${ManifestFile.describeWriteError(error)}`)),
  )

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())

const later = <A, R>(effect: Effect.Effect<A, never, R>) => nothing(Effect.forkScoped(effect))

const tellMonitor = (directory: string): MonitorSignal => {
  const monitor = readRecordedProcess(directory, "monitor.pid")
  switch (monitor._tag) {
    case "Unrecorded":
      return "monitor_pid_missing"
    case "Blank":
      return "monitor_pid_empty"
    case "Gone":
      return `monitor_not_live:${monitor.text}`
    case "Alive":
      return signalProcess(monitor.pid, "SIGTERM") ? `signaled:${monitor.pid}` : `kill_failed:${monitor.pid}`
  }
}
