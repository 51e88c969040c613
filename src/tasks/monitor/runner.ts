import { appendFileSync, existsSync, watch } from "node:fs"
import { resolve } from "node:path"

import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

import { createMarker, privateFileMode } from "../../os/atomicFile.ts"
import { printError, printLine } from "../../os/console.ts"
import { inspectProcess, isAlive, outlivesItsTerminal } from "../../os/processes.ts"
import { quoteForShell } from "../../os/shell.ts"
import { listen, type TerminationSignal } from "../../os/signals.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { readRecordedProcess, type RecordedProcess } from "../../protocol/recordedProcess.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { notify } from "../notification.ts"
import { type Action, type AgentLife, type Glance, initial, type Observation, type State, step } from "./machine.ts"
import { InvalidArgument, type InvalidSetting, type Settings, settingsFrom } from "./settings.ts"

/** While the machine sleeps, the agent's process is looked for this many times in an interval … */
const looksPerInterval = 30

/** … but not more often than this, nor less often. */
const lookPauseMillis = { least: 100, most: 1000 }

/** How often the wrapper of a complete task is looked at. */
const signOffPauseMillis = 20

/**
 * Watches the task in `taskDirectory` that runs in the tmux session until it is complete or given up, and gives the
 * exit code of the monitor. Nothing is touched before the parameters and the settings are known to be good.
 */
export const runMonitor = (
  parameters: ReadonlyArray<string>,
): Effect.Effect<number, InvalidArgument | InvalidSetting | PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { session, directory } = yield* readParameters(parameters)
    const settings = yield* settingsFrom(process.env)
    return yield* Effect.scoped(monitor(settings, session, directory))
  })

const readParameters = ([session = "", given = "", ...rest]: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    if (session === "" || given === "" || rest.length > 0)
      return yield* new InvalidArgument({ argument: "count", given: "" })
    if (!/^[A-Za-z0-9._-]+$/.test(session)) return yield* new InvalidArgument({ argument: "SESSION", given: session })
    const files = yield* FileSystem.FileSystem
    const isDirectory = yield* files.stat(given).pipe(
      Effect.map(({ type }) => type === "Directory"),
      Effect.orElseSucceed(() => false),
    )
    if (!isDirectory) return yield* new InvalidArgument({ argument: "TASK_DIRECTORY", given })
    return { session, directory: resolve(given) }
  })

/** Something that may end a sleep early: a signal, or a file of the task that appeared. */
type Alarm = TerminationSignal | "task changed"

/** The monitor begins and ends with its handlers in place: `monitor.pid` promises that a signal will be understood. */
const monitor = (settings: Settings, session: Tmux.SessionName, directory: string) =>
  Effect.gen(function* () {
    const alarms = yield* Queue.unbounded<Alarm>()
    yield* listen(["SIGTERM", "SIGINT", "SIGHUP"], (signal) => alarms.unsafeOffer(signal))
    yield* watchTask(directory, alarms)
    yield* persist("monitor.pid", TaskDirectory.writeNumber(directory, "monitor.pid", process.pid))
    yield* trace(directory, `started session=${session} tmpdir=${directory}`)
    const senses = makeSenses(session, directory)

    /** Drives the machine from `state` to its end, and gives the exit code. */
    const drive = (state: State, first: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>) =>
      Effect.gen(function* () {
        let current = state
        let observation = yield* first
        while (true) {
          const [next, actions] = step(settings, current, observation)
          current = next
          let seen = Option.none<Observation>()
          for (const action of actions) {
            seen = Option.orElse(yield* carryOut(action, session, directory, senses), () => seen)
          }
          if (current._tag === "Ended") return current.exitCode
          observation = Option.isSome(seen) ? seen.value : yield* awaitChange(settings, current, senses, alarms)
        }
      })

    const begin = Effect.map(senses.glance, (glance): Observation => ({ _tag: "Glanced", ...glance }))
    return yield* drive(initial(settings, yield* nowSeconds), begin).pipe(
      // Whatever broke, the session, the pipe and the records are not left as if somebody still watched.
      Effect.catchAllCause((cause) => {
        printError(`monitor: cannot go on: ${Cause.pretty(cause).split("\n")[0]}`)
        return drive({ _tag: "CleaningUp", exitCode: 1 }, senses.lookAtTask)
      }),
    )
  })

const nowSeconds = Effect.map(Clock.currentTimeMillis, (millis) => millis / 1000)

/** Raises an alarm when `done` or `pid` appears, until the scope closes. */
const watchTask = (directory: string, alarms: Queue.Enqueue<Alarm>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try(() =>
      watch(directory, (_, file) => {
        if (file === "done" || file === "pid") alarms.unsafeOffer("task changed")
      }).on("error", () => {}),
    ),
    (watcher) => Effect.sync(() => watcher.close()),
  ).pipe(
    // The system has no watch left to give: then the looks between two checks find the file, a little later.
    Effect.ignore,
  )

interface Senses {
  readonly glance: Effect.Effect<Glance, PlatformError, FileSystem.FileSystem>
  /** Whether the agent of the last glance is still there and `done` is not, for the price of two system calls. */
  readonly nothingHappened: () => boolean
  readonly lookAtPane: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>
  readonly lookAtWrapper: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>
  readonly lookAtTask: Effect.Effect<Observation, PlatformError, FileSystem.FileSystem>
}

const makeSenses = (session: Tmux.SessionName, directory: string): Senses => {
  let agent: RecordedProcess = { _tag: "Unrecorded" }
  /** The process that the pane was started with, its shell as a rule; `undefined` until tmux was asked. */
  let paneProcess: number | undefined

  const glance = Effect.gen(function* () {
    agent = yield* readRecordedProcess(directory, "pid")
    const done = yield* TaskDirectory.has(directory, "done")
    return {
      now: yield* nowSeconds,
      completion: done
        ? Option.getOrElse(yield* TaskDirectory.readLine(directory, "exit_code"), () => "unknown")
        : undefined,
      agent: lifeOf(agent),
      outputWrittenAt: yield* writtenAt(TaskDirectory.pathOf(directory, "output.log")),
    }
  })

  const viewPane = Effect.tap(Tmux.viewPane(session), (pane) =>
    Effect.sync(() => {
      if (pane._tag === "Seen") paneProcess = pane.processId
    }),
  )

  return {
    glance,
    nothingHappened: () =>
      (agent._tag !== "Alive" || isAlive(agent.pid)) && !existsSync(TaskDirectory.pathOf(directory, "done")),
    lookAtPane: Effect.gen(function* () {
      const pane = yield* viewPane
      const seen = yield* glance
      return pane._tag === "SessionGone"
        ? { _tag: "SessionGone", glance: seen }
        : { _tag: "PaneSeen", glance: seen, text: pane._tag === "Seen" ? pane.text : undefined }
    }),
    lookAtWrapper: Effect.gen(function* () {
      if (paneProcess === undefined) yield* viewPane
      const shell = paneProcess === undefined ? undefined : inspectProcess(paneProcess)
      // A shell with job control puts what it runs into the foreground of the terminal, and comes back itself.
      const gone = shell === undefined || shell.foregroundGroup === shell.group
      const manifest = yield* ManifestFile.read(TaskDirectory.pathOf(directory, "manifest"))
      const signedOff = Option.exists(manifest, (text) => Manifest.valueOf(text, "monitor_signal") !== undefined)
      return {
        _tag: "WrapperSeen",
        now: yield* nowSeconds,
        wrapper: {
          progress: gone ? "gone" : signedOff ? "signed off" : "busy",
          outlivesPane: !gone && outlivesItsTerminal(shell.foregroundGroup),
        },
      }
    }),
    lookAtTask: Effect.gen(function* () {
      const manifest = yield* ManifestFile.read(TaskDirectory.pathOf(directory, "manifest"))
      return {
        _tag: "TaskSeen",
        done: yield* TaskDirectory.has(directory, "done"),
        status: Option.getOrUndefined(Option.map(manifest, (text) => Manifest.valueOf(text, "status") ?? "")),
      }
    }),
  }
}

const lifeOf = (agent: RecordedProcess): AgentLife => {
  switch (agent._tag) {
    case "Unrecorded":
      return "not started"
    case "Alive":
      return "alive"
    case "Blank":
    case "Gone":
      return "gone"
  }
}

/** Seconds since the epoch; `undefined` where there is no such file. */
const writtenAt = (path: string): Effect.Effect<number | undefined, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.stat(path)).pipe(
    Effect.map(({ mtime }) => Option.getOrUndefined(Option.map(mtime, (time) => time.getTime() / 1000))),
    Effect.orElseSucceed(() => undefined),
  )

/** Waits for what can change the machine's answer: its time, a signal, `done`, the end of the agent. */
const awaitChange = (
  settings: Settings,
  state: State,
  senses: Senses,
  alarms: Queue.Dequeue<Alarm>,
): Effect.Effect<Observation, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    while (true) {
      const [patience, look] =
        "until" in state
          ? [Math.max(state.until * 1000 - (yield* Clock.currentTimeMillis), 0), lookPause(settings)]
          : [signOffPauseMillis, signOffPauseMillis]
      const pause = Math.min(patience, look)
      const alarm = yield* Effect.timeoutOption(Queue.take(alarms), pause)
      if (Option.isSome(alarm) && alarm.value !== "task changed") {
        return { _tag: "Signalled", signal: alarm.value, glance: yield* senses.glance }
      }
      if (Option.isSome(alarm) || pause === patience || !senses.nothingHappened()) {
        return { _tag: "Glanced", ...(yield* senses.glance) }
      }
    }
  })

const lookPause = (settings: Settings): number =>
  Math.min(
    Math.max((settings.baseIntervalSeconds * 1000) / looksPerInterval, lookPauseMillis.least),
    lookPauseMillis.most,
  )

/** Carries an action out; what it brings to light is its result. */
const carryOut = (
  action: Action,
  session: Tmux.SessionName,
  directory: string,
  senses: Senses,
): Effect.Effect<Option.Option<Observation>, PlatformError, FileSystem.FileSystem> => {
  switch (action._tag) {
    case "Say":
      return nothing(Effect.sync(() => printLine(action.line)))
    case "Trace":
      return nothing(trace(directory, action.event))
    case "LookAtPane":
      return Effect.asSome(senses.lookAtPane)
    case "LookAtWrapper":
      return Effect.asSome(senses.lookAtWrapper)
    case "LookAtTask":
      return Effect.asSome(senses.lookAtTask)
    case "RecordPaneState":
      return nothing(record(directory, [["pane_state", action.paneState]]))
    case "RecordAbandoned":
      return nothing(
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          recordStatus(
            directory,
            "abandoned",
            ...(action.reason === undefined ? [] : [["abandon_reason", action.reason] as const]),
            ...(action.retryCount === undefined ? [] : [["retry_count", String(action.retryCount)] as const]),
            ["abandoned_at", TaskDirectory.timestamp(now)],
          ),
        ),
      )
    case "Resume":
      return nothing(resume(action, session, directory))
    case "NotifyAbandoned":
      return nothing(
        Effect.flatMap(notify(`Task abandoned: ${session}`), (outcome) => trace(directory, `notification ${outcome}`)),
      )
    case "CloseDown":
      return nothing(
        Effect.gen(function* () {
          yield* Tmux.endSession(session)
          yield* persist("monitor.pid", TaskDirectory.remove(directory, "monitor.pid"))
          yield* trace(directory, "cleanup done")
        }),
      )
  }
}

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())

/** A change that cannot be written, for want of space as a rule, is told, and does not end the watch over the task. */
const persist = <A, R>(
  what: string,
  change: Effect.Effect<A, ManifestFile.InvalidPair | PlatformError, R>,
): Effect.Effect<boolean, never, R> =>
  change.pipe(
    Effect.as(true),
    Effect.catchAll((error) =>
      Effect.sync(() => {
        printError(`monitor: ${what} could not be changed: ${error.message}`)
        return false
      }),
    ),
  )

/** Updates the manifest; a task without one goes without. */
const record = (
  directory: string,
  pairs: ReadonlyArray<Manifest.Pair>,
  spared?: (text: Manifest.ManifestText) => boolean,
) =>
  persist(
    "manifest",
    Effect.gen(function* () {
      if (yield* TaskDirectory.has(directory, "manifest")) {
        yield* ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs, spared)
      }
    }),
  )

/** What the wrapper has recorded as the end is not overwritten, even where it was killed before it created `done`. */
const recordStatus = (directory: string, status: string, ...pairs: ReadonlyArray<Manifest.Pair>) =>
  record(directory, [["status", status], ...pairs], (text) =>
    ["completed", "failed"].includes(Manifest.valueOf(text, "status") ?? ""),
  )

const resume = (
  { status, retryCount }: Action & { readonly _tag: "Resume" },
  session: Tmux.SessionName,
  directory: string,
) =>
  Effect.gen(function* () {
    yield* recordStatus(
      directory,
      status,
      ["retry_count", String(retryCount)],
      ["last_checked_at", TaskDirectory.timestamp(yield* Clock.currentTimeMillis)],
    )
    // Without the marker the wrapper would begin the task anew: then the next check tries again.
    if (!(yield* persist("resume", createMarker(TaskDirectory.pathOf(directory, "resume"))))) return
    yield* persist("pid", TaskDirectory.remove(directory, "pid"))
    yield* Tmux.typeLine(session, `${quoteForShell(process.execPath)} wrapper`)
  })

/** Appends a line to `monitor.trace`, at once. A full disk must not end a monitor, so a failure is passed over. */
const trace = (directory: string, event: string): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    try {
      const line = `${TaskDirectory.timestamp(now)} pid=${process.pid} ${event}\n`
      appendFileSync(TaskDirectory.pathOf(directory, "monitor.trace"), line, { mode: privateFileMode })
    } catch {
      // The trace is for people; the task goes on without it.
    }
  })
