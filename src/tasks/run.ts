import { randomBytes, randomUUID } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { privateFileMode } from "../os/atomicFile.ts"
import { endsWithGroupOf, findWayOut, type WayOut } from "../os/controlGroup.ts"
import * as Environment from "../os/environment.ts"
import { errorCodeOf } from "../os/errorCode.ts"
import { type ExecutableLookup, lookUpExecutable } from "../os/executable.ts"
import { withLock } from "../protocol/lock.ts"
import * as Manifest from "../protocol/manifest.ts"
import * as ManifestFile from "../protocol/manifestFile.ts"
import { timestamp } from "../protocol/taskDirectory.ts"
import * as Tmux from "../tmux/tmux.ts"
import type { Agent } from "./agents/agent.ts"
import { endAgent } from "./ending.ts"
import { endedHome, isTaken, placeOf, tasksHome } from "./home.ts"
import { awaitAgent, type LaunchFailed } from "./launch.ts"
import { type InvalidSetting, settingsFrom } from "./monitor/settings.ts"
import { defaultSocket, startSession } from "./session.ts"
import { hasEnded, isRunning, statusOf, type TaskStatus } from "./status.ts"
import { stopTask } from "./stop.ts"
import { type NoTask, readTask, robustPolicy, type TaskName } from "./task.ts"
import { environmentToKeep } from "./taskEnvironment.ts"
import type { ResumeOn } from "./wrapper/machine.ts"
import { whyNotEnterable } from "./wrapper/project.ts"

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
  /** An absolute path; `undefined` is the place of all tasks. */
  readonly taskDirectory: string | undefined
  /** What a task of this name that is there already means. */
  readonly existing: "refuse" | "keep" | "replace"
  readonly command: ReadonlyArray<string>
}

/** A task that runs. */
export interface RunningTask {
  readonly status: TaskStatus
  /** It did before. */
  readonly already: boolean
  /** What may end it all the same, in words. */
  readonly warnings: ReadonlyArray<string>
}

/** The project directory cannot be worked in. */
export class BadProjectDirectory extends Data.TaggedError("BadProjectDirectory")<{
  readonly path: string
  readonly reason: string
}> {}

/** The agent's program cannot be run. */
export class NoAgent extends Data.TaggedError("NoAgent")<{
  readonly agent: Agent
  readonly executable: string
  readonly found: Exclude<ExecutableLookup["_tag"], "Found">
}> {}

/** There is no tmux, or one that is too old. */
export class NoTmux extends Data.TaggedError("NoTmux")<{ readonly version: string | undefined }> {}

/** A task of this name is there, and has not ended. */
export class NameInUse extends Data.TaggedError("NameInUse")<{ readonly name: string; readonly status: string }> {}

/** The directory that was given for the task cannot be its. */
export class BadTaskDirectory extends Data.TaggedError("BadTaskDirectory")<{
  readonly path: string
  readonly reason: string
}> {}

/** Everything that can keep a task from being started; nothing is left of it then. */
export type RunError =
  | BadProjectDirectory
  | BadTaskDirectory
  | InvalidSetting
  | LaunchFailed
  | ManifestFile.InvalidPair
  | NameInUse
  | NoAgent
  | NoTask
  | NoTmux
  | PlatformError
  | Tmux.SessionRefused

/** How long a stop that makes room for a new task gives the old one's agent. */
const replaceGraceSeconds = 10

/** Starts a task, and waits until its agent runs. */
export const runTask = (request: RunRequest): Effect.Effect<RunningTask, RunError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const environment = { ...environmentToKeep(Environment.ownEnvironment()), ...request.variables }
    yield* check(request, environment)
    const running = yield* makeRoom(request)
    if (running !== undefined) return { status: running, already: true, warnings: [] }
    const made: Made = yield* create(request, environment)
    // Nothing that was begun is left behind.
    return yield* Effect.onError(start(request, made), () => discard(request, made))
  })

/** What there is of a task that is being started. */
interface Made {
  readonly directory: string
  /** The user had made it. */
  readonly existedBefore: boolean
  sessionStarted: boolean
}

/** Everything that can be wrong, before anything is made. */
const check = (request: RunRequest, environment: Environment.Environment) =>
  Effect.gen(function* () {
    const { agent, command, projectDirectory } = request
    const reason = whyNotEnterable(projectDirectory)
    if (reason !== undefined) return yield* new BadProjectDirectory({ path: projectDirectory, reason })
    const executable = agent.executable ?? command[0] ?? ""
    const found = lookUpExecutable(executable, environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", projectDirectory)
    if (found._tag !== "Found") return yield* new NoAgent({ agent, executable, found: found._tag })
    const version = Tmux.version()
    if (version === undefined || !Tmux.isRecentEnough(version)) return yield* new NoTmux({ version })
    yield* settingsFrom(environment)
    for (const [key, value] of [
      ["project_dir", projectDirectory],
      ["tmpdir", request.taskDirectory ?? placeOf(request.name)],
      ["model", request.model ?? ""],
    ] as const) {
      const fault = Manifest.faultOf([key, value])
      if (fault !== undefined) return yield* new ManifestFile.InvalidPair({ key, fault })
    }
  })

/** Sees to it that the name is free, or gives the task that has it and is to be kept. */
const makeRoom = ({ existing, name }: RunRequest) =>
  Effect.gen(function* () {
    if (!isTaken(name)) return undefined
    const status = statusOf(name)
    if (isRunning(status) && existing === "keep") return status
    if (!hasEnded(status)) {
      if (existing !== "replace") return yield* new NameInUse({ name, status: status.status })
      yield* stopTask(yield* readTask(status.taskDir), replaceGraceSeconds)
    }
    return undefined
  })

/** Writes the task's directory, whole or not at all: the name is taken by the last step, and by one of those who try. */
const create = (
  request: RunRequest,
  environment: Environment.Environment,
): Effect.Effect<Made, BadTaskDirectory | NameInUse | PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { name, taskDirectory } = request
    const now = yield* Clock.currentTimeMillis
    const directory = taskDirectory ?? placeOf(name)
    const draft = join(tasksHome(), `.${name}.${randomBytes(6).toString("hex")}`)
    yield* fileSystemCall(tasksHome(), () => mkdirSync(tasksHome(), { recursive: true, mode: 0o700 }))
    if (taskDirectory === undefined) {
      yield* fileSystemCall(tasksHome(), () => {
        mkdirSync(draft, { mode: 0o700 })
        writeFiles(draft, directory, request, environment, now)
      }).pipe(
        Effect.zipRight(takeName(name, (place) => renameSync(draft, place))),
        Effect.onError(() => Effect.sync(() => rmSync(draft, forced))),
      )
      return { directory, existedBefore: false, sessionStarted: false }
    }
    const existedBefore = existsSync(taskDirectory)
    yield* fileSystemCall(taskDirectory, () => mkdirSync(taskDirectory, { recursive: true, mode: 0o700 }))
    const reason = whyNotUsable(taskDirectory)
    if (reason !== undefined) return yield* new BadTaskDirectory({ path: taskDirectory, reason })
    const made = { directory, existedBefore, sessionStarted: false }
    // The link comes last: a name that is taken always leads to a whole task.
    yield* fileSystemCall(taskDirectory, () => writeFiles(taskDirectory, directory, request, environment, now)).pipe(
      Effect.zipRight(takeName(name, (place) => symlinkSync(taskDirectory, place))),
      Effect.onError(() => Effect.sync(() => emptyDirectory(made))),
    )
    return made
  })

/**
 * Puts a task in the place of its name. The files of an ended task of that name are set aside, and are kept until
 * `prune`; a task that somebody else has put there meanwhile is left alone.
 */
const takeName = (
  name: TaskName,
  put: (place: string) => void,
): Effect.Effect<void, BadTaskDirectory | NameInUse | PlatformError, FileSystem.FileSystem> =>
  withLock(
    join(tasksHome(), `.${name}.lock`),
    Effect.gen(function* () {
      const place = placeOf(name)
      if (isTaken(name)) {
        const status = statusOf(name)
        if (!hasEnded(status)) return yield* new NameInUse({ name, status: status.status })
        yield* fileSystemCall(endedHome(), () => {
          mkdirSync(endedHome(), { recursive: true, mode: 0o700 })
          const moment = (status.startedAt ?? "unknown").replaceAll(/[-:]/g, "")
          renameSync(place, join(endedHome(), `${name}.${moment}.${randomBytes(3).toString("hex")}`))
        })
      }
      yield* fileSystemCall(place, () => put(place))
    }),
  )

/** Why an existing directory cannot be a task's; `undefined` where it can. */
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

const defaultDeadlineSeconds = 18_000

const manifestOf = (
  directory: string,
  request: RunRequest,
  environment: Environment.Environment,
  nowMillis: number,
): Manifest.ManifestText => {
  const { agent, command, maxRetries, model, name, permissions, projectDirectory, resumeOn } = request
  const deadlineSeconds = request.deadlineSeconds ?? Number(environment["MONITOR_DEADLINE"] || defaultDeadlineSeconds)
  return Manifest.upsert(Manifest.empty, [
    ["task_name", name],
    ["model", model ?? ""],
    ["project_dir", projectDirectory],
    ["session_name", sessionNameOf(request)],
    ["pid", "0"],
    ["tmpdir", directory],
    ["started_at", timestamp(nowMillis)],
    ["status", "running"],
    ["policy", robustPolicy],
    ["agent", agent.name],
    ["task_id", randomUUID()],
    ...(agent.conversations === "chosen" ? [["session_id", randomUUID()] as const] : []),
    ["tmux_socket", defaultSocket(environment)],
    ["permissions", permissions],
    ["resume_on", resumeOn],
    ...(maxRetries === undefined ? [] : [["max_retries", String(maxRetries)] as const]),
    ["deadline_at", timestamp(nowMillis + Math.min(deadlineSeconds, longestDeadlineSeconds) * 1000)],
    ...(command.length === 0 ? [] : [["command", JSON.stringify(command)] as const]),
  ])
}

/** A hundred years: a date beyond the calendar's end would be no date. */
const longestDeadlineSeconds = 3_155_760_000

const sessionNameOf = ({ agent, name }: RunRequest): string => `${agent.name}-${name}`

const start = (request: RunRequest, made: Made): Effect.Effect<RunningTask, RunError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { directory } = made
    const task = yield* readTask(directory)
    const wayOut = findWayOut()
    yield* startSession(task, wayOut._tag === "Through" ? wayOut.words : [])
    made.sessionStarted = true
    yield* awaitAgent(task)
    return { status: statusOf(request.name), already: false, warnings: warningsOf(wayOut, task.session.socket) }
  })

/** What a look at the server says of its end: an old one may run where the words of a way out never reached it. */
const warningsOf = (wayOut: WayOut, socket: string | undefined): ReadonlyArray<string> => {
  if (wayOut._tag === "NotNeeded") return []
  const server = Tmux.serverProcess(socket)
  if (server === undefined || !endsWithGroupOf(server)) return []
  const why =
    wayOut._tag === "None"
      ? `${wayOut.reason}; ${wayOut.hint}`
      : "the tmux server was running there before; end it, or start it elsewhere, to keep tasks"
  return [`the task ends when the control group ${wayOut.group} is stopped as a whole: ${why}`]
}

/** Removes what was made of a task that did not start. */
const discard = (request: RunRequest, made: Made): Effect.Effect<void, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const task = yield* readTask(made.directory)
    yield* endAgent(task, 1)
    // Another one of its name may be somebody else's.
    if (made.sessionStarted) yield* Tmux.endSession(task.session)
  }).pipe(
    Effect.ignore,
    Effect.zipRight(
      Effect.sync(() => {
        if (made.existedBefore)
          for (const file of readdirSync(made.directory)) rmSync(join(made.directory, file), forced)
        else rmSync(made.directory, forced)
        rmSync(placeOf(request.name), forced)
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
