import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import { Processes } from "../../os/process/service.ts"
import type { ProgramEnd } from "../../os/process/signals.ts"
import { printError, printLine } from "../../os/terminal/print.ts"
import { claims } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { quote } from "../../words.ts"
import { newerFormatOf } from "../state/format.ts"
import { isMadeByRun, isManaged } from "../state/task.ts"
import { notify } from "../steps/notification.ts"
import type { AgentExit } from "./agentProcess.ts"
import type { Job, Unrunnable } from "./job.ts"
import { type Action, initial, type Observation, scriptPolicy, step } from "./machine.ts"
import { tellKeptMonitor, tellMonitor } from "./monitorSignal.ts"
import { makeRecords } from "./records.ts"
import { refusedJob } from "./refusedJob.ts"
import { scriptJob } from "./scriptJob.ts"

/** The variable TASK_TMPDIR does not name a directory. */
export class NoTaskDirectory extends Data.TaggedError("NoTaskDirectory")<{ readonly given: string | undefined }> {}

/** How long an interrupted agent may take to end by itself before it is killed. */
const interruptGraceSeconds = 5

/** How often to try again to write an end; mostly a full disk prevents it. */
const fullDiskPollSeconds = 2

/** How often a wrapper looks whether its task has a monitor, if the policy wants one. */
const monitorPollSeconds = 2

/**
 * Runs the agent of the task in `TASK_TMPDIR` from start to recorded end, and gives the wrapper's own: the exit code 0 for
 * any recorded end, the signal that interrupted it, and the agent's exit code where the task is left to the monitor.
 */
export const runWrapper: Effect.Effect<ProgramEnd, NoTaskDirectory | Unrunnable, Processes> = Effect.flatMap(
  Effect.suspend(() => {
    const given = process.env["TASK_TMPDIR"]
    return Effect.mapError(TaskDirectory.find(given ?? ""), () => new NoTaskDirectory({ given }))
  }),
  (directory) => superviseAgent(directory, findJob(directory)),
)

/** Runs the agent of the job; an error of `finding` is the wrapper's, unless the task is complete already. */
export const superviseAgent = Effect.fn("superviseAgent")(function* (
  directory: string,
  finding: Effect.Effect<Job, Unrunnable, Processes>,
): Effect.fn.Return<ProgramEnd, Unrunnable, Processes> {
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const { listen } = yield* Processes
      const inbox = yield* Queue.unbounded<Observation>()
      listen(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"], (signal) => inbox.unsafeOffer({ _tag: "Signalled", signal }))
      const done = TaskDirectory.has(directory, "done")
      const resume = TaskDirectory.has(directory, "resume")
      const job = yield* Effect.either(finding)
      const defect = yield* Deferred.make<never>()
      const carryOut = makeActor({ directory, job, inbox, defect })
      const policy = Either.match(job, { onLeft: () => scriptPolicy, onRight: (found) => found.policy })
      if (policy.keepsMonitor) yield* forkHeard(watchMonitor(directory, inbox), defect)

      const drive = Effect.gen(function* () {
        let [state, actions] = step(policy, initial, {
          _tag: "Examined",
          done,
          resume,
          runnable: Either.isRight(job),
        })
        while (true) {
          let seen = Option.none<Observation>()
          for (const action of actions) seen = Option.orElse(yield* carryOut(action), () => seen)
          if (state._tag === "Ended") return state.end
          const observation = Option.isSome(seen) ? seen.value : yield* Queue.take(inbox)
          ;[state, actions] = step(policy, state, observation)
        }
      })
      return yield* Effect.raceFirst(drive, Deferred.await(defect))
    }),
  )
})

/** What this wrapper has to do. */
const findJob = (directory: string): Effect.Effect<Job, Unrunnable, Processes> => {
  const path = TaskDirectory.pathOf(directory, "manifest")
  const found = (manifest: Manifest.ManifestText) => jobOf(directory, manifest)
  if (isMadeByRun(directory)) return Effect.flatMap(ManifestFile.readExisting(path), found)
  return Effect.matchEffect(ManifestFile.read(path), {
    onSuccess: (manifest) => found(Option.getOrElse(manifest, () => Manifest.empty)),
    onFailure: (error) =>
      isPermanent(error) ? Effect.succeed(refusedJob(directory, Manifest.empty, error)) : Effect.fail(error),
  })
}

/** Whether a file that could not be read cannot be read later either, for what the system says: it is not a file, or another user's. */
const isPermanent = ({ code }: FileError): boolean => ["EACCES", "EISDIR", "ELOOP", "ENOTDIR", "EPERM"].includes(code)

/** The job of the task that the manifest describes. */
const jobOf = (directory: string, manifest: Manifest.ManifestText): Effect.Effect<Job, Unrunnable, Processes> =>
  Effect.gen(function* () {
    const newer = newerFormatOf(directory, manifest)
    if (newer !== undefined) return yield* Effect.fail(newer)
    if (TaskDirectory.has(directory, "done") || !isManaged(manifest)) {
      return yield* Effect.catchTag(scriptJob(directory, manifest), "NoProjectDirectory", (error) =>
        Effect.succeed(refusedJob(directory, manifest, error)),
      )
    }
    const { managedJob } = yield* Effect.promise(() => import("./managedJob.ts"))
    return yield* managedJob(directory)
  })

/**
 * Forks what runs beside the wrapper. A defect in it ends the wrapper, which would wait for ever otherwise: the log of
 * faults tells of it, and the monitor brings the task back.
 */
const forkHeard = <A, R>(effect: Effect.Effect<A, never, R>, defect: Deferred.Deferred<never>) =>
  effect.pipe(
    Effect.tapErrorCause((cause) => (Cause.isInterruptedOnly(cause) ? Effect.void : Deferred.failCause(defect, cause))),
    Effect.forkScoped,
  )

/** Reports a lost monitor to the inbox, again and again, while no process holds the monitor's claim. */
const watchMonitor = (directory: string, inbox: Queue.Enqueue<Observation>) =>
  Effect.flatMap(claims, ({ holderOf }) =>
    Effect.suspend(() =>
      holderOf(directory, "monitor.lock") === undefined ? inbox.offer({ _tag: "MonitorLost" }) : Effect.void,
    ).pipe(Effect.delay(monitorPollSeconds * 1000), Effect.forever),
  )

/** What the acts of a wrapper have to do with. */
interface Stage {
  readonly directory: string
  readonly job: Either.Either<Job, Unrunnable>
  readonly inbox: Queue.Enqueue<Observation>
  readonly defect: Deferred.Deferred<never>
}

/** Carries actions out. What an action finds at once is its result; what comes later goes to the inbox. */
const makeActor = ({ defect, directory, inbox, job }: Stage) => {
  const records = makeRecords(
    directory,
    Either.getOrElse(job, () => ({ isOver: () => false, makesManifest: false })),
  )
  let agentExit: Promise<AgentExit> = Promise.resolve({ exitCode: 0, signalled: false })
  /** Ends once it is known what the agent's end means. */
  let concluded: Fiber.Fiber<unknown> = Fiber.void
  /** Records the start. It may wait for the manifest's lock while signals are already passed on. */
  let startRecorded: Fiber.Fiber<void> = Fiber.void

  const launch = ({ mode }: Action & { readonly _tag: "Launch" }) =>
    Effect.gen(function* () {
      const runnable = yield* job
      if (mode === "resume") yield* TaskDirectory.remove(directory, "resume")
      const launched = yield* runnable.launch(mode, (signal) =>
        inbox.unsafeOffer({ _tag: "SignalledByTerminal", signal }),
      )
      if (launched._tag === "NotStarted") {
        printError(`wrapper: ${launched.reason}`)
        // Without an agent the records get the wrapper's id: it lives until the end is told.
        const { ownPid } = yield* Processes
        return Option.some<Observation>({ _tag: "NotStarted", pid: ownPid, exitCode: launched.exitCode })
      }
      agentExit = launched.exit
      return Option.some<Observation>({ _tag: "Started", pid: launched.pid, group: launched.group })
    })

  const recordStart = (pid: number) =>
    Effect.tap(records.start(pid), () => {
      // From here on the wrapper mostly waits: the garbage of the start would stay for as long as the agent works.
      Bun.gc(true)
    })

  const awaitAgent = Effect.gen(function* () {
    const exit = yield* Effect.promise(() => agentExit)
    // Until then the manifest has the status of the last agent.
    yield* Fiber.join(startRecorded)
    const conclusion = yield* Effect.orDie(Effect.flatMap(job, ({ conclude }) => conclude(exit)))
    yield* inbox.offer({ _tag: "AgentEnded", ...conclusion })
  })

  const awaitGroup = (group: number) =>
    Effect.gen(function* () {
      const { groupExists } = yield* Processes
      yield* Effect.promise(() => agentExit)
      yield* Fiber.join(concluded)
      yield* awaitWhile(() => groupExists(group), Infinity)
    }).pipe(
      Effect.as<Observation>({ _tag: "GroupEnded" }),
      Effect.timeoutTo({
        duration: interruptGraceSeconds * 1000,
        onSuccess: (observation) => observation,
        onTimeout: (): Observation => ({ _tag: "GraceOver" }),
      }),
      Effect.flatMap((observation) => inbox.offer(observation)),
    )

  const recordEnd = (action: Action & { readonly _tag: "RecordEnd" }) =>
    Effect.gen(function* () {
      const { policy } = yield* job
      yield* Fiber.join(startRecorded)
      // An end without a record would count as a crash, and the work would be done again.
      yield* policy.keepsMonitor
        ? Effect.retry(records.end(action), Schedule.spaced(fullDiskPollSeconds * 1000))
        : records.endInParts(action)
      return Option.some<Observation>({ _tag: "Recorded" })
    })

  return (action: Action): Effect.Effect<Option.Option<Observation>, Unrunnable, Processes | Scope.Scope> => {
    switch (action._tag) {
      case "SayAlreadyCompleted":
        return nothing(
          Effect.sync(() => printLine(`The task in ${quote(directory)} is already completed; nothing to do.`)),
        )
      case "Refuse":
        return nothing(job)
      case "Launch":
        return launch(action)
      case "RecordStart":
        return nothing(Effect.map(forkHeard(recordStart(action.pid), defect), (fiber) => void (startRecorded = fiber)))
      case "AwaitAgent":
        return nothing(Effect.map(forkHeard(awaitAgent, defect), (fiber) => void (concluded = fiber)))
      case "RecordEnd":
        return recordEnd(action)
      case "RecordCrash":
        return nothing(Effect.zipRight(Fiber.join(startRecorded), records.crash(action)))
      case "StartMonitor":
        return nothing(Effect.flatMap(job, ({ startMonitor }) => startMonitor))
      case "TellMonitor":
        return Effect.flatMap(job, ({ policy }) =>
          Effect.map(policy.keepsMonitor ? tellKeptMonitor(directory) : tellMonitor(directory), (outcome) =>
            Option.some<Observation>({ _tag: "MonitorTold", outcome }),
          ),
        )
      case "RecordMonitorSignal":
        return nothing(records.monitorSignal(action.outcome))
      case "Notify":
        return Effect.gen(function* () {
          const { notification, projectDirectory } = yield* job
          yield* notify(yield* notification, { directory: projectDirectory, shows: "stdout and stderr" })
          return Option.some<Observation>({ _tag: "Notified" })
        })
      case "PassOn":
        return nothing(Effect.map(Processes, ({ signalGroup }) => signalGroup(action.group, action.signal)))
      case "AwaitGroup":
        return nothing(forkHeard(awaitGroup(action.group), defect))
      case "KillGroup":
        return nothing(Effect.map(Processes, ({ signalGroup }) => signalGroup(action.group, "SIGKILL")))
    }
  }
}

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())
