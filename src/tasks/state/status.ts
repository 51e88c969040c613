import { constants, existsSync, readFileSync, readlinkSync, realpathSync } from "node:fs"

import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"

import type { Elsewhere } from "../../os/process/identity.ts"
import type { Processes } from "../../os/process/service.ts"
import { quoteForShell } from "../../os/process/shell.ts"
import { taskTag } from "../../processTags.ts"
import { type ClaimFile, claimsAmong, readClaim } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import { parsePid, pathOf, readLine, writtenAt } from "../../protocol/taskDirectory.ts"
import { describeNewerFormat, type NewerFormat } from "../../record/newerFormat.ts"
import { writerOf } from "./format.ts"
import { placeOf, taskNames } from "./home.ts"
import type { TaskView } from "./status.schema.ts"
import { type Task, taskOf } from "./task.ts"
import { isOwnEnd, isRunning, isUnfinished, type TaskStatus } from "./taskStatus.ts"

/** The task runs in another container or on another host, and the action needs its processes. */
export class TaskElsewhere extends Data.TaggedError("TaskElsewhere")<{
  readonly name: string
  readonly elsewhere: Elsewhere
}> {}

/** Checks that the processes of the task can be seen from here. */
export const requireHere = ({ elsewhere, name }: TaskView): Effect.Effect<void, TaskElsewhere> =>
  elsewhere === null ? Effect.void : Effect.fail(new TaskElsewhere({ name, elsewhere }))

/** While wrapper and monitor take over from each other, no process holds the task for up to this long. */
export const handOverSeconds = 2

/** The longest launch, from the manifest to the wrapper's claim. */
const launchSeconds = 10

/** How long the end of a task may take in another place, after the time that a stop gives its agent. */
const endingElsewhereSeconds = 60

/** The processes that agents have left running, by the tasks' ids. */
type Marked = () => ReadonlyMap<string, ReadonlyArray<number>>

/** The tasks of `OUTLIVE_HOME`, as a service: what is kept of them, judged by the processes that are there. */
export class TaskStore extends Context.Tag("outlive/TaskStore")<
  TaskStore,
  {
    /** All tasks, by name. */
    readonly allStatuses: () => ReadonlyArray<TaskView>
    /** The status of the task of this name, which exists. */
    readonly statusOf: (name: string) => TaskView
  }
>() {}

/** The store that judges by these processes; `wallMillis` is the time since the epoch in milliseconds. */
export const taskStoreAmong = (
  processes: typeof Processes.Service,
  wallMillis: () => number,
): typeof TaskStore.Service => {
  const { claimedElsewhere, holderOf } = claimsAmong(processes)

  /** Only lost tasks need a look at all processes, and one look is enough for all of them. */
  const lookOnce = (): Marked => {
    let marked: ReadonlyMap<string, ReadonlyArray<number>> | undefined
    return () => (marked ??= processes.tagged(taskTag))
  }

  const statusOf = (name: string, marked: Marked = lookOnce()): TaskView => {
    const first = look(name, marked)
    // It may have ended after its manifest was read and before its processes were looked at.
    return first.status === "lost" || first.status === "crashed" ? look(name, marked) : first
  }

  const look = (name: string, marked: Marked): TaskView => {
    const directory = directoryOf(name)
    let text: Manifest.ManifestText
    try {
      text = Manifest.fromBytes(readFileSync(pathOf(directory, "manifest"), { flag: withoutWaiting }))
    } catch {
      return existsSync(directory)
        ? damaged(name, directory, "its manifest cannot be read")
        : withoutFiles(name, directory)
    }
    return Either.match(taskOf(directory, text), {
      onLeft: (error) =>
        error._tag === "NewerFormat" ? keptByNewer(name, directory, error) : damaged(name, directory, error.reason),
      onRight: (task) => statusOfTask(task, text, marked),
    })
  }

  /** Whether the numbers in the task's files are ids in this PID namespace: they are if its wrapper has the id here that it claimed. */
  const isIdHere = (directory: string): boolean => {
    const claimed = readClaim(directory, "wrapper.lock")
    if (claimed === undefined) return true
    const judgement = processes.judge(claimed)
    return judgement._tag === "Gone" || (judgement._tag === "Alive" && judgement.pid === claimed.pid)
  }

  const statusOfTask = (task: Task, manifest: Manifest.ManifestText, marked: Marked): TaskView => {
    const { directory } = task
    const value = (key: string) => Manifest.valueOf(manifest, key) || null
    const now = wallMillis() / 1000
    const startedAt = value("started_at")
    const endedAt = value("finished_at") ?? value("abandoned_at") ?? value("stopped_at")
    const started = startedAt === null ? Number.NaN : Date.parse(startedAt) / 1000
    const launchedAt = Date.parse(value("resumed_at") ?? startedAt ?? "") / 1000
    const elsewhere = whereElse(task, value("notified_at") !== null)
    const state = stateOf(task, launchedAt, elsewhere)
    const over = endedAt !== null && !isRunning(state)
    const until = over ? Date.parse(endedAt) / 1000 : now
    const output = Math.max(writtenAt(directory, "events.jsonl") ?? 0, writtenAt(directory, "output.log") ?? 0)
    const exitCode = value("exit_code")
    const pid = Option.getOrNull(parsePid(readLine(directory, "pid") ?? ""))
    return {
      name: task.name,
      status: state,
      agent: task.agent.name,
      model: task.model ?? null,
      taskDir: directory,
      projectDir: task.projectDirectory,
      session: task.session.name,
      socket: task.session.socket ?? null,
      sessionId: task.conversation ?? null,
      pid: state === "running" && isIdHere(directory) && pid !== null && processes.isAlive(pid) ? pid : null,
      startedAt,
      endedAt: over ? endedAt : null,
      seconds: Number.isNaN(started) || state === "lost" ? null : Math.max(Math.round(until - started), 0),
      secondsSinceOutput: output === 0 ? null : Math.max(Math.round(now - output), 0),
      // The last resume counted, the one too many, did not happen.
      retries: value("abandon_reason") === "max_retries_exceeded" ? task.resumes - 1 : task.resumes,
      exitCode: exitCode === null || !over ? null : Number(exitCode),
      writer: writerOf(manifest),
      ...explain(task, state, value, marked),
      elsewhere: elsewhere ?? null,
    }
  }

  /**
   * Where the wrapper or the monitor of the task is, if that cannot be seen from here; one that can be seen takes
   * precedence. A wrapper that is killed leaves its claim, and so does a monitor: the claims on a task that has ended count
   * only until its end is `told`, and for as long as that may take.
   */
  const whereElse = (task: Task, told: boolean): Elsewhere | undefined => {
    const { directory, status } = task
    if (!isUnfinished(status) && (told || wallMillis() / 1000 > latestEnd(task))) return undefined
    if (holderOf(directory, "wrapper.lock") !== undefined || holderOf(directory, "monitor.lock") !== undefined) {
      return undefined
    }
    // The wrapper of a task with an end of its own has ended. The monitor puts everything away.
    const files: ReadonlyArray<ClaimFile> = isOwnEnd(status) ? ["monitor.lock"] : ["wrapper.lock", "monitor.lock"]
    return files.map((file) => claimedElsewhere(directory, file)).find((place) => place !== undefined)
  }

  /** `launchedAt` is when it was last launched or resumed, in seconds since the epoch. */
  const stateOf = ({ directory, status }: Task, launchedAt: number, elsewhere: Elsewhere | undefined): ReadStatus => {
    switch (status) {
      case "completed":
      case "failed":
        return status
      case "abandoned":
      case "stopped":
        return holderOf(directory, "wrapper.lock") !== undefined || elsewhere !== undefined ? "stopping" : status
      case "running":
      case "crashed":
      case "hung": {
        if (holderOf(directory, "wrapper.lock") !== undefined) return "running"
        if (holderOf(directory, "monitor.lock") !== undefined) return status === "running" ? "crashed" : status
        // Its wrapper in the other place may still change the manifest, so that is the truth.
        if (elsewhere !== undefined) return status
        // The wrapper or the monitor may just have ended, and left the task to the other.
        const changed = wallMillis() / 1000 - (writtenAt(directory, "manifest") ?? 0)
        const claimed = (writtenAt(directory, "wrapper.lock") ?? 0) >= launchedAt
        if (claimed && changed < handOverSeconds) return status === "hung" ? "hung" : "crashed"
        return !claimed && wallMillis() / 1000 - launchedAt < launchSeconds ? "starting" : "lost"
      }
      case "unknown":
        return "damaged"
    }
  }

  return {
    statusOf: (name) => statusOf(name),
    allStatuses: () => {
      const marked = lookOnce()
      return taskNames().map((name) => statusOf(name, marked))
    },
  }
}

/** When the end of a task in another place is over at the latest, in seconds since the epoch. */
const latestEnd = ({ directory, stoppedAt = 0, stopGraceSeconds }: Task): number =>
  Math.max(writtenAt(directory, "manifest") ?? 0, stoppedAt + stopGraceSeconds) + endingElsewhereSeconds

/** A manifest that is a FIFO must not hold up the reader. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK

/** The directory of the task of this name: its place, or the target if that is a link. */
export const directoryOf = (name: string): string => {
  const place = placeOf(name)
  try {
    return realpathSync(place)
  } catch {
    // A link to a directory that is gone; or no entry at all, which the caller has checked for.
    return linkTarget(place) ?? place
  }
}

const linkTarget = (place: string): string | undefined => {
  try {
    return readlinkSync(place)
  } catch {
    return undefined
  }
}

/** The statuses of a task with a readable manifest. */
type ReadStatus = Exclude<TaskStatus, "unknown">

const explain = (
  task: Task,
  state: ReadStatus,
  value: (key: string) => string | null,
  marked: Marked,
): { readonly problem: string | null; readonly hint: string | null } => {
  const { name } = task
  switch (state) {
    case "starting":
    case "running":
    case "completed":
    case "stopped":
    case "stopping":
      return { problem: null, hint: null }
    case "crashed":
      return { problem: "the agent died; it is being brought back", hint: null }
    case "hung":
      return { problem: "the agent hung; it is being brought back", hint: null }
    case "failed":
      return {
        problem: `the agent ended with exit code ${value("exit_code") ?? "unknown"}`,
        hint: `see: outlive logs ${name}; go on with: outlive resume ${name}`,
      }
    case "abandoned":
      return {
        problem: reasonInWords(task.resumes, value("abandon_reason")),
        hint: `go on with: outlive resume ${name}`,
      }
    case "lost": {
      const left = marked().get(task.id)?.length ?? 0
      const agents = left === 0 ? "" : `; ${left} of its processes still run, which a resume ends first`
      return { problem: `nobody runs or watches it any more${agents}`, hint: "bring it back with: outlive restore" }
    }
    case "damaged": {
      const text = value("status")
      return {
        problem:
          text === null
            ? "its manifest has no status"
            : `its manifest says status=${text}, which this version of outlive does not know`,
        hint: `see: outlive manifest show ${quoteForShell(pathOf(task.directory, "manifest"))}`,
      }
    }
  }
}

const reasonInWords = (resumes: number, reason: string | null): string => {
  switch (reason) {
    case "max_retries_exceeded":
      // The last resume counted, the one too many, did not happen.
      return resumes <= 1
        ? "the agent died or hung, and was not to be brought back"
        : `the agent was brought back ${resumes === 2 ? "once" : `${resumes - 1} times`}, and died or hung again`
    case "waiting_for_input":
      return "the agent waits for an answer that nobody gives"
    case "deadline":
      return "its deadline was reached"
    case "unrunnable":
      return "its agent can no longer be started, see its log"
    default:
      return reason === null ? "it was given up" : `it was given up: ${reason}`
  }
}

const damaged = (name: string, directory: string, problem: string): TaskView => ({
  name,
  status: "damaged",
  agent: null,
  model: null,
  taskDir: directory,
  projectDir: null,
  session: null,
  socket: null,
  sessionId: null,
  pid: null,
  startedAt: null,
  endedAt: null,
  seconds: null,
  secondsSinceOutput: null,
  retries: 0,
  exitCode: null,
  writer: null,
  problem,
  hint: `look into ${directory}; remove it when it is of no use`,
  elsewhere: null,
})

const keptByNewer = (name: string, directory: string, newer: NewerFormat): TaskView => {
  const { hint, message } = describeNewerFormat(newer)
  return { ...damaged(name, directory, message), status: "unknown", writer: newer.writer ?? null, hint }
}

/** The directory that `--task-dir` named was removed, but not the link to it. */
const withoutFiles = (name: string, directory: string): TaskView => ({
  ...damaged(name, directory, "its directory is gone"),
  hint: `remove ${placeOf(name)}, as outlive prune does in a week`,
})
