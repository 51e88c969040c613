import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { InvalidSetting } from "../../configurationErrors.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import type { FileError } from "../../os/files/fileError.ts"
import { privateDirectoryMode, privateFileMode } from "../../os/files/privateModes.ts"
import { awaitWhile } from "../../os/patience.ts"
import * as Environment from "../../os/process/environment.ts"
import type { Processes } from "../../os/process/service.ts"
import { randomHex } from "../../os/randomHex.ts"
import { withLock } from "../../protocol/lock.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { timestamp } from "../../protocol/taskDirectory.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import { Tmux } from "../../tmux/service.ts"
import type { StartError } from "../../tmux/tmux.ts"
import type { Agent } from "../agents/agent.ts"
import { settingsFrom } from "../monitor/settings.ts"
import { environmentToKeep } from "../state/environment.ts"
import { formatPairs } from "../state/format.ts"
import { endedHome, type HomeUnreadable, isTaken, lockOf, placeOf, requireHome, tasksHome } from "../state/home.ts"
import type { TaskServices } from "../state/services.ts"
import type { TaskView } from "../state/status.schema.ts"
import { requireHere, type TaskElsewhere, TaskStore } from "../state/status.ts"
import {
  defaultDeadlineSeconds,
  managedPolicy,
  type NoTask,
  readTask,
  type ResumeOn,
  type TaskName,
} from "../state/task.ts"
import { hasEnded, isRunning, statusPair, type TaskStatus } from "../state/taskStatus.ts"
import { awaitSignOff, endAgent, endSession, putAwaySeconds } from "../steps/ending.ts"
import { awaitAgent, type LaunchFailed } from "../steps/launch.ts"
import { type NotReady, requireReady } from "../steps/readiness.ts"
import { defaultSocket, startSession } from "../steps/session.ts"
import { type BeingReplaced, inTurn } from "./replacing.ts"
import { stopTask } from "./stop.ts"

/** What `outlive run` is asked to do. */
export interface RunRequest {
  readonly name: TaskName
  readonly agent: Agent
  readonly model: string | undefined
  /** An absolute path. */
  readonly projectDirectory: string
  /** Any bytes; `undefined` only where the agent needs none. */
  readonly prompt: Uint8Array | undefined
  /** Added to the caller's environment. */
  readonly variables: Environment.Environment
  readonly maxRetries: number | undefined
  readonly deadlineSeconds: number | undefined
  readonly resumeOn: ResumeOn
  readonly permissions: string
  /** An absolute path; `undefined` is a directory in the home of all tasks. */
  readonly taskDirectory: string | undefined
  /** What to do if there is a task of this name. */
  readonly existing: "refuse" | "keep" | "replace"
  readonly command: ReadonlyArray<string>
}

/** A running task. */
export interface RunningTask {
  readonly status: TaskView
  /** It was running before. */
  readonly already: boolean
  /** In words: what may still end it when the caller ends. */
  readonly warnings: ReadonlyArray<string>
}

/** There is a task of this name that has not ended. */
export class NameInUse extends Data.TaggedError("NameInUse")<{ readonly name: string; readonly status: TaskStatus }> {}

/** The given directory cannot be the task's. */
export class BadTaskDirectory extends Data.TaggedError("BadTaskDirectory")<{
  readonly path: string
  readonly reason: string
}> {}

/** Why a task was not started. Nothing is left of it then. */
export type RunError =
  | BadTaskDirectory
  | HomeUnreadable
  | InvalidSetting
  | LaunchFailed
  | ManifestFile.InvalidPair
  | NameInUse
  | NewerFormat
  | NoTask
  | NotReady
  | FileError
  | BeingReplaced
  | TaskElsewhere
  | StartError

/** How long the agent of a task that is being replaced gets to end. */
const replaceGraceSeconds = 10

/** Starts a task, and waits until its agent runs. */
export const runTask = Effect.fn("runTask")(function* (
  request: RunRequest,
): Effect.fn.Return<RunningTask, RunError, TaskServices> {
  const environment = { ...environmentToKeep(Environment.ownEnvironment()), ...request.variables }
  yield* requireHome
  yield* check(request, environment)
  yield* fileSystemCall(tasksHome(), () => mkdirSync(tasksHome(), { recursive: true, mode: privateDirectoryMode }))
  const launched = launch(request, environment).pipe(
    // Another process has started the task since this one looked.
    Effect.retry({
      while: (error) => error._tag === "NameInUse" && request.existing === "keep" && isRunning(error.status),
    }),
  )
  return yield* request.existing === "replace" ? inTurn(request.name, launched) : launched
})

const launch = (
  request: RunRequest,
  environment: Environment.Environment,
): Effect.Effect<RunningTask, RunError, TaskServices> =>
  Effect.gen(function* () {
    const { statusOf } = yield* TaskStore
    const running = yield* makeRoom(request)
    if (running !== undefined) return { status: running, already: true, warnings: [] }
    const made: Made = yield* create(request, environment)
    // A start that fails leaves nothing behind.
    return yield* start(request, made).pipe(
      // A user who stopped the task meanwhile gets a stopped task, not an error.
      Effect.catchTag("LaunchFailed", (error) =>
        statusOf(request.name).status === "stopped"
          ? Effect.succeed<RunningTask>({ status: statusOf(request.name), already: false, warnings: [] })
          : Effect.fail(error),
      ),
      Effect.onError(() => discard(request, made)),
    )
  })

/** What was made so far of a task that is being started. */
interface Made {
  readonly directory: string
  /** The user had made the directory. */
  readonly existedBefore: boolean
  sessionStarted: boolean
  /** Where the files of the last task of this name are now. */
  readonly aside: string | undefined
}

/** Checks all that can be checked before anything is made. */
const check = (request: RunRequest, environment: Environment.Environment) =>
  Effect.gen(function* () {
    yield* requireReady(request, environment)
    yield* settingsFrom(environment)
    for (const [key, value] of [
      ["project_dir", request.projectDirectory],
      ["tmpdir", request.taskDirectory ?? placeOf(request.name)],
      ["model", request.model ?? ""],
    ] as const) {
      const fault = Manifest.faultOf([key, value])
      if (fault !== undefined) return yield* new ManifestFile.InvalidPair({ key, fault })
    }
  })

/** Frees the name, or gives the running task that has it and is to be kept. */
const makeRoom = ({ existing, name }: RunRequest) =>
  Effect.gen(function* () {
    if (!isTaken(name)) return undefined
    const { statusOf } = yield* TaskStore
    const first = statusOf(name)
    const status = existing === "keep" && first.status === "stopping" ? yield* awaitStopped(first) : first
    if (isRunning(status.status) && existing === "keep") return status
    if (status.status === "unknown") return yield* Effect.zipRight(readTask(status.taskDir), Effect.succeed(undefined))
    if (!hasEnded(status.status)) {
      if (existing !== "replace") return yield* new NameInUse({ name, status: status.status })
      yield* stopTask(yield* readTask(status.taskDir), replaceGraceSeconds)
    }
    yield* requireHere(status)
    // The monitor may still be putting away the last task of this name.
    yield* awaitSignOff(status.taskDir)
    return undefined
  })

/**
 * Waits until a task that is being stopped has ended, if it is being stopped here: it does not run any more, and its name
 * is not free yet. Gives its status then.
 */
const awaitStopped = (stopping: TaskView) =>
  Effect.gen(function* () {
    const { statusOf } = yield* TaskStore
    const { elsewhere, name, taskDir } = stopping
    if (elsewhere !== null) return stopping
    const { stopGraceSeconds } = yield* readTask(taskDir)
    yield* awaitWhile(() => statusOf(name).status === "stopping", stopGraceSeconds + putAwaySeconds)
    return statusOf(name)
  })

/** Writes the task's directory, whole or not at all. The last step takes the name, which only one process can do. */
const create = (
  request: RunRequest,
  environment: Environment.Environment,
): Effect.Effect<Made, BadTaskDirectory | NameInUse | FileError, TaskStore> =>
  Effect.gen(function* () {
    const { name, taskDirectory } = request
    const now = yield* Clock.currentTimeMillis
    const directory = taskDirectory ?? placeOf(name)
    const draft = join(tasksHome(), `.${name}.${randomHex(6)}`)
    if (taskDirectory === undefined) {
      const aside = yield* fileSystemCall(tasksHome(), () => {
        mkdirSync(draft, { mode: privateDirectoryMode })
        writeFiles(draft, directory, request, environment, now)
      }).pipe(
        Effect.zipRight(takeName(name, (place) => renameSync(draft, place))),
        Effect.onError(() => Effect.sync(() => rmSync(draft, forced))),
      )
      return { directory, existedBefore: false, sessionStarted: false, aside }
    }
    const existedBefore = existsSync(taskDirectory)
    yield* fileSystemCall(taskDirectory, () =>
      mkdirSync(taskDirectory, { recursive: true, mode: privateDirectoryMode }),
    )
    const reason = whyNotUsable(taskDirectory)
    if (reason !== undefined) return yield* new BadTaskDirectory({ path: taskDirectory, reason })
    const made = { directory, existedBefore, sessionStarted: false, aside: undefined }
    // The link comes last, so that a name always leads to a whole task.
    const aside = yield* fileSystemCall(taskDirectory, () =>
      writeFiles(taskDirectory, directory, request, environment, now),
    ).pipe(
      Effect.zipRight(takeName(name, (place) => symlinkSync(taskDirectory, place))),
      Effect.onError(() => Effect.sync(() => emptyDirectory(made))),
    )
    return { ...made, aside }
  })

/**
 * Puts a task in the place of its name. The files of an ended task of that name are set aside and kept until `prune`; a
 * task that another process has put there meanwhile is left alone. Gives where the ended task's files are now.
 */
const takeName = (
  name: TaskName,
  put: (place: string) => void,
): Effect.Effect<string | undefined, BadTaskDirectory | NameInUse | FileError, TaskStore> =>
  withLock(
    lockOf(name),
    Effect.gen(function* () {
      const place = placeOf(name)
      if (!isTaken(name)) {
        yield* fileSystemCall(place, () => put(place))
        return undefined
      }
      const status = (yield* TaskStore).statusOf(name)
      if (!hasEnded(status.status)) return yield* new NameInUse({ name, status: status.status })
      const moment = (status.startedAt ?? "unknown").replaceAll(/[-:]/g, "")
      const aside = join(endedHome(), `${name}.${moment}.${randomHex(3)}`)
      yield* fileSystemCall(endedHome(), () => {
        mkdirSync(endedHome(), { recursive: true, mode: privateDirectoryMode })
        renameSync(place, aside)
      })
      yield* fileSystemCall(place, () => put(place)).pipe(
        Effect.onError(() => Effect.sync(() => renameSync(aside, place))),
      )
      return aside
    }),
  )

/** Why an existing directory cannot be a task's; `undefined` if it can. */
const whyNotUsable = (path: string): string | undefined => {
  try {
    if (readdirSync(path).length > 0) return "it is not empty"
    const { mode, uid } = statSync(path)
    if (uid !== process.getuid?.()) return "it belongs to another user"
    return (mode & 0o077) === 0 ? undefined : "others may look into it; chmod 700 it"
  } catch (error) {
    return errorCodeOf(error)
  }
}

const writeFiles = (
  into: string,
  directory: string,
  request: RunRequest,
  environment: Environment.Environment,
  nowMillis: number,
): void => {
  const write = (file: string, content: Uint8Array) =>
    writeFileSync(join(into, file), content, { mode: privateFileMode })
  if (request.prompt !== undefined) write("prompt", request.prompt)
  write("environment", Environment.toBytes(environment))
  write("output.log", new Uint8Array())
  write("manifest", Manifest.toBytes(manifestOf(directory, request, environment, nowMillis)))
}

const manifestOf = (
  directory: string,
  request: RunRequest,
  environment: Environment.Environment,
  nowMillis: number,
): Manifest.ManifestText => {
  const { agent, command, maxRetries, model, name, permissions, resumeOn } = request
  const wanted = request.deadlineSeconds ?? Number(environment["MONITOR_DEADLINE"] || defaultDeadlineSeconds)
  const deadlineSeconds = Math.min(Math.ceil(wanted), longestDeadlineSeconds)
  return Manifest.upsert(Manifest.empty, [
    ["task_name", name],
    ["model", model ?? ""],
    ["project_dir", request.projectDirectory],
    ["session_name", sessionNameOf(request)],
    ["pid", "0"],
    ["tmpdir", directory],
    ["started_at", timestamp(nowMillis)],
    statusPair("running"),
    ["policy", managedPolicy],
    ...formatPairs,
    ["agent", agent.name],
    ["task_id", crypto.randomUUID()],
    ...(agent.conversations === "chosen" ? [["session_id", crypto.randomUUID()] as const] : []),
    ["tmux_socket", defaultSocket(environment)],
    ["permissions", permissions],
    ["resume_on", resumeOn],
    ...(maxRetries === undefined ? [] : [["max_retries", String(maxRetries)] as const]),
    ["deadline_seconds", String(deadlineSeconds)],
    ["deadline_at", timestamp(nowMillis + deadlineSeconds * 1000)],
    ...(command.length === 0 ? [] : [["command", JSON.stringify(command)] as const]),
  ])
}

/** A hundred years: `Date` cannot hold much later deadlines. */
const longestDeadlineSeconds = 3_155_760_000

const sessionNameOf = ({ agent, name }: RunRequest): string => `${agent.name}-${name}`

const start = (request: RunRequest, made: Made): Effect.Effect<RunningTask, RunError, TaskServices> =>
  Effect.gen(function* () {
    const { aside, directory } = made
    const { statusOf } = yield* TaskStore
    const task = yield* readTask(directory)
    // The session of the last task of this name may still be closing.
    if (aside !== undefined) yield* readTask(aside).pipe(Effect.flatMap(endSession), Effect.ignore)
    const warnings = yield* startSession(task)
    made.sessionStarted = true
    yield* awaitAgent(task)
    return { status: statusOf(request.name), already: false, warnings }
  })

/** Removes what was made of a task that did not start, and puts back the ended task of its name. */
const discard = (request: RunRequest, made: Made): Effect.Effect<void, never, Processes | Tmux> =>
  Effect.gen(function* () {
    const task = yield* readTask(made.directory)
    yield* endAgent(task, 1)
    // A session of that name that this launch did not start is another program's.
    if (made.sessionStarted) yield* (yield* Tmux).endSession(task.session)
  }).pipe(
    Effect.ignore,
    Effect.zipRight(
      Effect.sync(() => {
        emptyDirectory(made)
        rmSync(placeOf(request.name), forced)
        if (made.aside !== undefined) renameSync(made.aside, placeOf(request.name))
      }),
    ),
  )

/** A directory that the user had made stays. */
const emptyDirectory = ({ directory, existedBefore }: Made): void => {
  if (!existedBefore) return rmSync(directory, forced)
  for (const file of readdirSync(directory)) rmSync(join(directory, file), forced)
}

const forced = { recursive: true, force: true } as const

const fileSystemCall = <A>(path: string, call: () => A): Effect.Effect<A, BadTaskDirectory> =>
  Effect.try({ try: call, catch: (error) => new BadTaskDirectory({ path, reason: errorCodeOf(error) }) })
