import { chmodSync, readdirSync } from "node:fs"
import { join } from "node:path"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"

import { writeAtomically } from "../../os/files/atomicFile.ts"
import { type FileError, onFile } from "../../os/files/fileError.ts"
import { beginAppending, followLines, type LineReader } from "../../os/files/lineReader.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { awaitWhile } from "../../os/patience.ts"
import { type Environment, ownEnvironment, without } from "../../os/process/environment.ts"
import { elsewhereOf } from "../../os/process/identity.ts"
import { isAlive } from "../../os/process/processes.ts"
import { type LineWriter, makeLineWriter } from "../../os/terminal/lineWriter.ts"
import { printError } from "../../os/terminal/print.ts"
import { taskMark } from "../../processTags.ts"
import { claim, holderOf } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { printable } from "../../terminal/printable.ts"
import { type Assignment, continuationPrompt, type EventReader } from "../agents/agent.ts"
import { advance, makeTranscript, noProgress } from "../agents/event.ts"
import { resolveModel } from "../agents/models.ts"
import { conversationOf } from "../state/conversation.ts"
import { enterTaskEnvironment } from "../state/environment.ts"
import { keepUnreadWords } from "../state/prompt.ts"
import { readTask, type Task } from "../state/task.ts"
import { isFinal, recordStatus } from "../steps/ending.ts"
import { startMonitor } from "../steps/monitorProcess.ts"
import { anyProcessesOf, endProcessesOf } from "../steps/processes.ts"
import { type AgentExit, launchAgent } from "./agentProcess.ts"
import { type Job, NoEnvironment, TaskHeld, TaskOver, type Unrunnable } from "./job.ts"
import { type AgentEnd, isDeathBySignal, type LaunchMode } from "./machine.ts"
import { enterProject } from "./project.ts"
import { configuredModels } from "./scriptJob.ts"

/** What an earlier agent of the task left running may take this long to end by itself. */
const leftoverGraceSeconds = 2

/**
 * A monitor that was started has claimed its task after this time, or has ended: one that was killed may have left the
 * manifest's lock behind, which is broken after 10 s.
 */
const monitorClaimSeconds = 15

/** A monitor that was killed a moment ago still looks alive; on a busy machine for as long as this. */
const monitorDeathSeconds = 0.3

/** A terminal that takes no output, as after Ctrl-S, holds the end of a task up for no longer than this. */
const flushSeconds = 1

/**
 * What the wrapper has to do for a task of `outlive run`. Claims the task for this process, for as long as it lives:
 * there is never a second wrapper, and so never a second agent.
 */
export const managedJob = (directory: string): Effect.Effect<Job, Unrunnable> =>
  Effect.gen(function* () {
    const hasEnvironment = enterTaskEnvironment(directory)
    const manifestPath = TaskDirectory.pathOf(directory, "manifest")
    const task = yield* ManifestFile.locked(
      manifestPath,
      Effect.gen(function* () {
        const found = yield* readTask(directory)
        // `stop` writes its status under the same lock: whoever comes after it starts nothing.
        if (isFinal(found.status)) return yield* new TaskOver({ directory, status: found.status })
        const holder = yield* claim(directory, "wrapper.lock")
        if (Option.isSome(holder)) {
          return yield* new TaskHeld({ directory, pid: holder.value.pid, elsewhere: elsewhereOf(holder.value) })
        }
        return found
      }),
    )
    const projectDirectory = yield* Effect.gen(function* () {
      if (!hasEnvironment) return yield* new NoEnvironment({ directory })
      return yield* enterProject(manifestPath, task.projectDirectory)
    }).pipe(Effect.tapError(() => giveUp(directory)))
    const assignment: Assignment = {
      model: task.model === undefined ? undefined : resolveModel(task.model, yield* configuredModels, task.agent),
      permissions: task.permissions,
      command: task.command,
      directory,
    }
    const output = makeOutput(task)
    const monitor = keepMonitor(task)
    return {
      policy: { resumeOn: task.resumeOn, keepsMonitor: true },
      isOver: (manifest) => isFinal(Manifest.valueOf(manifest, "status") ?? ""),
      projectDirectory,
      notification: `${task.agent.displayName} done: ${task.name}`,
      launch: (mode) =>
        Effect.gen(function* () {
          yield* output.load
          // Before the first agent there is nobody whom a second look could find.
          const isAlone = mode === "first" && !anyProcessesOf(task)
          const left = isAlone ? 0 : yield* endProcessesOf(task, leftoverGraceSeconds)
          if (left > 0) output.note(`[ended ${left} processes that the last agent had left running]`)
          const { resumed, ...run } = yield* chooseRun(task, assignment, mode)
          const outputPath = yield* output.begin(resumed)
          const launched = launchAgent({
            ...run,
            projectDirectory,
            outputPath,
            environment: environmentOfAgent(task),
          })
          yield* Effect.forkScoped(monitor)
          return launched
        }),
      conclude: output.end,
      startMonitor: monitor,
    }
  })

/** Starts a monitor, unless there is one, or no need for one any more. */
const keepMonitor = (task: Task): Effect.Effect<void> => {
  const { directory } = task
  const isHeld = () => holderOf(directory, "monitor.lock") !== undefined
  const putAway = isPutAway(TaskDirectory.pathOf(directory, "manifest"))
  let started: Bun.Subprocess | undefined
  const isStarting = () =>
    started?.exitCode === null && started.signalCode === null && isAlive(started.pid) && !isHeld()
  return Effect.gen(function* () {
    if (yield* putAway) return
    // Another one beside it would take up a task that the first has put away meanwhile.
    if (isStarting()) yield* awaitWhile(isStarting, monitorClaimSeconds)
    else yield* awaitWhile(isHeld, monitorDeathSeconds)
    if (isHeld() || (yield* putAway)) return
    started = startMonitor(task)
    yield* awaitWhile(isStarting, monitorClaimSeconds)
  })
}

/** No attempt can help a task that has lost what its agent needs. */
const giveUp = (directory: string) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.ignore(
      recordStatus(
        directory,
        "abandoned",
        ["abandon_reason", "unrunnable"],
        ["abandoned_at", TaskDirectory.timestamp(now)],
      ),
    ),
  )

/** The environment that the task was launched with; the pane that the wrapper is in is none of the agent's business. */
const environmentOfAgent = ({ agent, id }: Task): Environment => ({
  ...without(ownEnvironment(), ["TASK_TMPDIR", "TMUX", "TMUX_PANE"]),
  ...agent.environment,
  [taskMark]: id,
})

/** Whether a monitor has seen the end of the task already, and put everything away. */
const isPutAway = (manifestPath: string): Effect.Effect<boolean> =>
  ManifestFile.read(manifestPath).pipe(
    Effect.map(Option.exists((text) => (Manifest.valueOf(text, "notified_at") ?? "") !== "")),
    Effect.orElseSucceed(() => false),
  )

/** What to run, and with what on its stdin: the prompt at first, a word to go on where there is a conversation. */
const chooseRun = (task: Task, assignment: Assignment, mode: LaunchMode) =>
  Effect.gen(function* () {
    const { agent, directory } = task
    const file = (name: TaskDirectory.TaskFile) => TaskDirectory.pathOf(directory, name)
    const executable = agent.executable ?? task.command[0] ?? ""
    const begun = mode === "first" ? undefined : yield* conversationOf(task)
    if (begun === undefined) {
      yield* keepUnreadWords(directory)
      // An id that an agent has seen before may be half in use: a fresh start after a first one has a fresh id.
      const conversation = mode === "first" && task.conversation !== undefined ? task.conversation : crypto.randomUUID()
      if (agent.conversations === "chosen" && conversation !== task.conversation) {
        yield* record(directory, ["session_id", conversation])
      }
      const inputPath = TaskDirectory.has(directory, "prompt") ? file("prompt") : undefined
      return { executable, parameters: agent.start(assignment, conversation), inputPath, resumed: false }
    }
    if (!TaskDirectory.has(directory, "continuation")) {
      yield* onFile(file("continuation"), (path) => writeAtomically(path, continuationPrompt))
    }
    return { executable, parameters: agent.resume(assignment, begun), inputPath: file("continuation"), resumed: true }
  })

/** What a task without events has to show, the agent prints into the pane itself. */
interface Output {
  /** Loads what reads the agent's events. */
  readonly load: Effect.Effect<void>
  /** Begins to show what the agent is going to say; gives the file for its stdout, none where that is the pane. */
  readonly begin: (resumed: boolean) => Effect.Effect<string | undefined, FileError, Scope.Scope>
  /** A line of the wrapper's own. */
  readonly note: (line: string) => void
  /** Shows what is left to show. */
  readonly end: (exit: AgentExit) => Effect.Effect<AgentEnd>
}

/**
 * The agent's stdout is the file `events.jsonl` itself: not a byte is lost, and the agent does not break, when its
 * wrapper is killed. The wrapper reads along and shows the pane what people can read.
 */
const makeOutput = ({ agent, directory }: Task): Output => {
  const pane = makeLineWriter(standardOutput)
  const eventsPath = TaskDirectory.pathOf(directory, "events.jsonl")
  let read: EventReader = readNothing
  let resumed = false
  const transcript = makeTranscript()
  let progress = noProgress
  let follower: LineReader | undefined
  /** The conversation that the manifest has. */
  let recorded: string | undefined
  /** Writes it down: from then on a resume can go back to it. */
  const recordConversation = (conversation: string) =>
    Effect.gen(function* () {
      // Somebody may have removed the directory.
      yield* Effect.ignore(Effect.try(() => keepPrivate(directory)))
      // The agent has read what it was told.
      yield* Effect.ignore(TaskDirectory.remove(directory, "continuation"))
      yield* record(directory, ["session_id", conversation], ["conversation", conversation])
      recorded = conversation
    })

  const show = (line: string): void => pane.line(printable(line))

  return {
    load:
      agent.events === undefined
        ? Effect.void
        : Effect.map(Effect.promise(agent.events), (reader) => void (read = reader)),
    note: show,
    begin: (isResume) =>
      Effect.gen(function* () {
        resumed = isResume
        if (agent.events === undefined) return undefined
        const begun = yield* Queue.unbounded<string>()
        yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(begun), recordConversation)))
        // The last agent may have been killed in the middle of a line.
        const length = beginAppending(eventsPath)
        let heard: string | undefined
        const hear = (line: string) => {
          const events = read(line)
          if (events.length === 0 && !line.startsWith("{") && line.trim() !== "") show(line)
          for (const event of events) {
            progress = advance(progress, event)
            for (const shown of transcript.push(event)) show(shown)
          }
          if (!progress.replied || progress.conversation === undefined || progress.conversation === heard) return
          heard = progress.conversation
          begun.unsafeOffer(heard)
        }
        follower = followLines(eventsPath, length, hear, () => pane.pendingBytes() < mostPendingBytes)
        return eventsPath
      }),
    end: ({ exitCode: rawExitCode, signalled }) =>
      Effect.gen(function* () {
        yield* Effect.promise(() => showRest(follower, pane))
        follower?.end()
        for (const shown of transcript.end()) show(shown)
        yield* Effect.promise(() => pane.flushed(flushSeconds))
        // One that was done at once was quicker than what is written beside it.
        const { conversation, replied } = progress
        if (replied && conversation !== undefined && conversation !== recorded) yield* recordConversation(conversation)
        const verdict = agent.judge?.(rawExitCode, progress) ?? { exitCode: rawExitCode, hopeless: false }
        const { exitCode, hopeless } = verdict
        const failed = exitCode !== 0 && !hopeless && !signalled && !isDeathBySignal(exitCode)
        const forgotten = resumed && failed && agent.events !== undefined && progress.conversation === undefined
        if (forgotten) {
          show("[the conversation could not be taken up again; the task begins anew]")
          yield* record(directory, ["conversation", ""])
        }
        const succeeded = exitCode === 0 && progress.answer?.failed === false
        return { ...verdict, signalled, forgotten, succeeded, disowned: yield* isDisowned(directory) }
      }),
  }
}

/** What an agent keeps among the task's files is as private as they are. */
const keepPrivate = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(directory, entry.name), privateFileMode)
  }
}

/** A terminal is given no more at once; what it has not taken is read from the file later. */
const mostPendingBytes = 1 << 18

/** Shows what there is, as fast as the terminal takes it; what a stopped one does not take is in the file all the same. */
const showRest = async (follower: LineReader | undefined, pane: LineWriter): Promise<void> => {
  do follower?.catchUp()
  while ((await pane.flushed(flushSeconds)) && follower?.isBehind() === true)
}

const readNothing: EventReader = () => []

const standardOutput = 1

/** Whether somebody else ended the agent: whoever stops a task, or resumes one that hangs, has written so before. */
const isDisowned = (directory: string): Effect.Effect<boolean> =>
  readTask(directory).pipe(
    Effect.map(
      ({ status }) => isFinal(status) || (status === "hung" && holderOf(directory, "monitor.lock") !== undefined),
    ),
    // Then nobody has.
    Effect.orElseSucceed(() => false),
  )

/** What cannot be recorded is told: the task goes on without. */
const record = (directory: string, ...pairs: ReadonlyArray<Manifest.Pair>) =>
  Effect.catchAll(ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs), (error) =>
    Effect.sync(() =>
      printError(`wrapper: the conversation is not recorded: ${ManifestFile.describeWriteError(error)}`),
    ),
  )
