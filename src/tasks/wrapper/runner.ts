import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import { groupExists, signalGroup, signalProcess } from "../../os/process/processes.ts"
import { listen } from "../../os/process/signalListener.ts"
import { printError, printLine } from "../../os/terminal/print.ts"
import { holderOf, isHeld, readClaim } from "../../protocol/claim.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { readRecordedProcess } from "../../protocol/recordedProcess.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { quote } from "../../words.ts"
import { newerFormatOf } from "../state/format.ts"
import { isManaged } from "../state/task.ts"
import { statusPair } from "../state/taskStatus.ts"
import { notify } from "../steps/notification.ts"
import type { AgentExit } from "./agentProcess.ts"
import type { Job, Unrunnable } from "./job.ts"
import { type Action, initial, type MonitorSignal, type Observation, scriptPolicy, step } from "./machine.ts"
import { scriptJob } from "./scriptJob.ts"

/** The variable TASK_TMPDIR does not name a directory. */
export class NoTaskDirectory extends Data.TaggedError("NoTaskDirectory")<{ readonly given: string | undefined }> {}

/** How long an interrupted agent may take to end by itself before it is killed. */
const interruptGraceSeconds = 5

/** How often an interrupted agent's process group is looked at. */
const groupPollMillis = 20

/** How often to try again to write an end; mostly a full disk prevents it. */
const fullDiskPollSeconds = 2

/** How often a wrapper looks whether its task has a monitor, if the policy wants one. */
const monitorPollSeconds = 2

/**
 * Runs the agent of the task in `TASK_TMPDIR` from start to recorded end, and gives the wrapper's exit code: 0 for any
 * recorded end, 128+N when a signal N interrupted the wrapper, and the agent's own code where the task is left to the
 * monitor.
 */
export const runWrapper: Effect.Effect<number, NoTaskDirectory | Unrunnable> = Effect.scoped(
  Effect.gen(function* () {
    const directory = yield* taskDirectoryFromEnvironment
    const inbox = yield* Queue.unbounded<Observation>()
    yield* listen(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"], (signal) =>
      inbox.unsafeOffer({ _tag: "Signalled", signal }),
    )
    const examination = yield* examine(directory)
    const carryOut = makeActor(directory, examination, inbox)
    const policy = Either.match(examination.job, { onLeft: () => scriptPolicy, onRight: (job) => job.policy })
    if (policy.keepsMonitor) yield* Effect.forkScoped(watchMonitor(directory, inbox))

    let [state, actions] = step(policy, initial, examination.observation)
    while (true) {
      let seen = Option.none<Observation>()
      for (const action of actions) seen = Option.orElse(yield* carryOut(action), () => seen)
      if (state._tag === "Ended") return state.exitCode
      const observation = Option.isSome(seen) ? seen.value : yield* Queue.take(inbox)
      ;[state, actions] = step(policy, state, observation)
    }
  }),
)

const taskDirectoryFromEnvironment: Effect.Effect<string, NoTaskDirectory> = Effect.suspend(() => {
  const given = process.env["TASK_TMPDIR"]
  return Effect.mapError(TaskDirectory.find(given ?? ""), () => new NoTaskDirectory({ given }))
})

/** What the task directory says before anything is started. */
interface Examination {
  readonly observation: Observation
  readonly job: Either.Either<Job, Unrunnable>
}

const examine = (directory: string): Effect.Effect<Examination, FileError> =>
  Effect.gen(function* () {
    const done = TaskDirectory.has(directory, "done")
    const resume = TaskDirectory.has(directory, "resume")
    const job = yield* Effect.either(findJob(directory, done))
    return { observation: { _tag: "Examined", done, resume, runnable: Either.isRight(job) }, job }
  })

const findJob = (directory: string, done: boolean): Effect.Effect<Job, Unrunnable> =>
  Effect.gen(function* () {
    const manifest = yield* ManifestFile.readExisting(TaskDirectory.pathOf(directory, "manifest"))
    const newer = newerFormatOf(directory, manifest)
    if (newer !== undefined) return yield* Effect.fail(newer)
    if (done || !isManaged(manifest)) return yield* scriptJob(directory, manifest)
    const { managedJob } = yield* Effect.promise(() => import("./managedJob.ts"))
    return yield* managedJob(directory)
  })

/** Reports a lost monitor to the inbox, again and again, while no process holds the monitor's claim. */
const watchMonitor = (directory: string, inbox: Queue.Enqueue<Observation>) =>
  Effect.suspend(() =>
    holderOf(directory, "monitor.lock") === undefined ? inbox.offer({ _tag: "MonitorLost" }) : Effect.void,
  ).pipe(Effect.delay(monitorPollSeconds * 1000), Effect.forever)

/** Carries actions out. What an action finds at once is its result; what comes later goes to the inbox. */
const makeActor = (directory: string, { job }: Examination, inbox: Queue.Enqueue<Observation>) => {
  let agentExit: Promise<AgentExit> = Promise.resolve({ exitCode: 0, signalled: false })
  /** Ends once it is known what the agent's end means. */
  let concluded: Fiber.Fiber<unknown> = Fiber.void
  /** Records the start. It may wait for the manifest's lock while signals are already passed on. */
  let startRecorded: Fiber.Fiber<void> = Fiber.void

  /** The status of a task that another process has ended meanwhile is not overwritten. */
  const isOver = Either.match(job, { onLeft: () => () => false, onRight: (found) => found.isOver })

  /** Updates the manifest. If it is missing, or cannot be written, the task goes on all the same. */
  const record = (what: string, pairs: ReadonlyArray<Manifest.Pair>, spared?: typeof isOver) =>
    Effect.suspend(() =>
      TaskDirectory.has(directory, "manifest")
        ? orComplain(what, ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs, spared))
        : Effect.sync(() => printError(`wrapper: ${what} is not in the manifest, which is no longer there`)),
    )

  const recordStart = (pid: number) =>
    Effect.gen(function* () {
      // The agent works already: better unrecorded than orphaned.
      yield* orComplain("the agent's process id", TaskDirectory.writeNumber(directory, "pid", pid))
      const pairs: ReadonlyArray<Manifest.Pair> = [["pid", String(pid)], statusPair("running")]
      yield* record("the start", pairs, isOver)
    })

  const recordEnd = ({ exitCode, status }: Action & { _tag: "RecordEnd" }) =>
    Effect.gen(function* () {
      yield* Fiber.join(startRecorded)
      yield* TaskDirectory.writeNumber(directory, "exit_code", exitCode)
      const finishedAt = TaskDirectory.timestamp(yield* Clock.currentTimeMillis)
      yield* record("the end", [["finished_at", finishedAt], ["exit_code", String(exitCode)], statusPair(status)])
      yield* TaskDirectory.createMarker(directory, "done")
    })

  const recordCrash = ({ exitCode }: Action & { _tag: "RecordCrash" }) =>
    Effect.gen(function* () {
      yield* Fiber.join(startRecorded)
      const pairs: ReadonlyArray<Manifest.Pair> = [statusPair("crashed"), ["last_exit_code", String(exitCode)]]
      yield* record("the crash", pairs, isOver)
      // The monitor watches this file: it need not wait for its next look.
      yield* orComplain("the agent's death", TaskDirectory.remove(directory, "pid"))
    })

  const awaitGroup = (pid: number) =>
    Effect.gen(function* () {
      yield* Effect.promise(() => agentExit)
      yield* Fiber.join(concluded)
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

  return (action: Action): Effect.Effect<Option.Option<Observation>, Unrunnable, Scope.Scope> => {
    switch (action._tag) {
      case "SayAlreadyCompleted":
        return nothing(
          Effect.sync(() => printLine(`The task in ${quote(directory)} is already completed; nothing to do.`)),
        )
      case "Refuse":
        return nothing(job)
      case "Launch":
        return Effect.gen(function* () {
          const { launch } = yield* job
          yield* TaskDirectory.remove(directory, "resume")
          const launched = yield* launch(action.mode)
          if (launched._tag === "NotStarted") {
            printError(`wrapper: ${launched.reason}`)
            // Without an agent the records get the wrapper's id: it lives until the end is told.
            return Option.some<Observation>({ _tag: "NotStarted", pid: process.pid, exitCode: launched.exitCode })
          }
          agentExit = launched.exit
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
        return nothing(
          Effect.gen(function* () {
            const exit = yield* Effect.promise(() => agentExit)
            // Until then the manifest has the status of the last agent.
            yield* Fiber.join(startRecorded)
            const conclusion = yield* Effect.orDie(Effect.flatMap(job, ({ conclude }) => conclude(exit)))
            yield* inbox.offer({ _tag: "AgentEnded", ...conclusion })
          }).pipe(
            Effect.forkScoped,
            Effect.tap((fiber) => Effect.sync(() => void (concluded = fiber))),
          ),
        )
      case "RecordEnd":
        return Effect.gen(function* () {
          const { policy } = yield* job
          // An end without a record would count as a crash, and the work would be done again.
          const patiently = policy.keepsMonitor
            ? Effect.retry(recordEnd(action), Schedule.spaced(fullDiskPollSeconds * 1000))
            : recordEnd(action)
          yield* patiently
          return Option.some<Observation>({ _tag: "Recorded" })
        })
      case "RecordCrash":
        return nothing(recordCrash(action))
      case "StartMonitor":
        return nothing(Effect.flatMap(job, ({ startMonitor }) => startMonitor))
      case "TellMonitor":
        return Effect.gen(function* () {
          const { policy } = yield* job
          const told = tellMonitor(directory)
          const outcome = policy.keepsMonitor && !(yield* isHeard(directory)) ? tellMonitor(directory) : told
          return Option.some<Observation>({ _tag: "MonitorTold", outcome })
        })
      case "RecordMonitorSignal":
        return nothing(record("the signal to the monitor", [["monitor_signal", action.outcome]]))
      case "Notify":
        return Effect.gen(function* () {
          const { notification, projectDirectory } = yield* job
          yield* notify(notification, projectDirectory)
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

/** Reports a record that cannot be written. */
const orComplain = <A, R>(what: string, recording: Effect.Effect<A, ManifestFile.InvalidPair | FileError, R>) =>
  Effect.catchAll(Effect.asVoid(recording), (error) =>
    Effect.sync(() => printError(`wrapper: ${what} is not recorded: ${ManifestFile.describeWriteError(error)}`)),
  )

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())

const later = <A, R>(effect: Effect.Effect<A, never, R>) => nothing(Effect.forkScoped(effect))

/** How long a monitor that was killed may still look alive. */
const deathSeconds = 0.05

/**
 * Whether the monitor has heard the signal. A signal to a monitor that was just killed succeeds too; such a monitor goes
 * and leaves its claim, while one that ends by itself takes its claim back.
 */
const isHeard = (directory: string): Effect.Effect<boolean> =>
  awaitWhile(() => claimOfMonitor(directory) === "held", deathSeconds, 5).pipe(
    Effect.map(() => claimOfMonitor(directory) !== "left"),
  )

const claimOfMonitor = (directory: string): "held" | "left" | undefined => {
  const claim = readClaim(directory, "monitor.lock")
  return claim === undefined ? undefined : isHeld(claim) ? "held" : "left"
}

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
