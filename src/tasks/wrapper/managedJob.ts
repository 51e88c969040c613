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
import { Processes } from "../../os/process/service.ts"
import { type LineWriter, makeLineWriter } from "../../os/terminal/lineWriter.ts"
import { printError } from "../../os/terminal/print.ts"
import { taskTag } from "../../processTags.ts"
import { claims } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { printable } from "../../terminal/printable.ts"
import { type Assignment, continuationPrompt, type EventReader } from "../agents/agent.ts"
import { advance, makeTranscript, noProgress } from "../agents/event.ts"
import { resolveModel } from "../agents/models.ts"
import { conversationOf } from "../state/conversation.ts"
import { enterTaskEnvironment } from "../state/environment.ts"
import { newerFormatOf } from "../state/format.ts"
import { keepUnreadWords } from "../state/prompt.ts"
import { readTask, type Task } from "../state/task.ts"
import { isFinal, statusIn } from "../state/taskStatus.ts"
import { recordStatus } from "../steps/ending.ts"
import { startMonitor } from "../steps/monitorProcess.ts"
import { anyProcessesOf, endProcessesOf } from "../steps/processes.ts"
import { accompany } from "./accompany.ts"
import { type AgentExit, launchAgent } from "./agentProcess.ts"
import { type Job, NoEnvironment, TaskHeld, TaskOver, type Unrunnable } from "./job.ts"
import { type AgentEnd, isDeathBySignal, type LaunchMode } from "./machine.ts"
import { enterProject } from "./project.ts"
import { configuredModels } from "./scriptJob.ts"

/** How long processes that an earlier agent left running may take to end by themselves. */
const leftoverGraceSeconds = 2

/**
 * After this time a monitor that was started has claimed its task, or has ended. It may have to wait for the manifest's
 * lock: a lock that a killed monitor has left is broken after 10 s.
 */
const monitorClaimSeconds = 15

/** How long a monitor that was just killed may still look alive, on a busy machine. */
const monitorDeathSeconds = 0.3

/** How long a terminal that takes no output, as after Ctrl-S, may delay the end of a task. */
const flushSeconds = 1

/**
 * The wrapper's job for a task of `outlive run`. Claims the task for as long as this process lives, so that there is never
 * a second wrapper, and never a second agent.
 */
export const managedJob = Effect.fn("managedJob")(function* (
  directory: string,
): Effect.fn.Return<Job, Unrunnable, Processes> {
  const { claim, elsewhereOf } = yield* claims
  const hasEnvironment = enterTaskEnvironment(directory)
  const manifestPath = TaskDirectory.pathOf(directory, "manifest")
  const task = yield* ManifestFile.locked(
    manifestPath,
    Effect.gen(function* () {
      const found = yield* readTask(directory)
      // `stop` writes its status under the same lock: a wrapper that comes after it starts nothing.
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
  const monitor = yield* keepMonitor(task)
  return {
    policy: { resumeOn: task.resumeOn, keepsMonitor: true, exitCode: 0 },
    isOver: (manifest) => isFinal(statusIn(manifest)),
    makesManifest: false,
    projectDirectory,
    notification: Effect.succeed(`${task.agent.displayName} done: ${task.name}`),
    launch: (mode, signalledByTerminal) =>
      Effect.gen(function* () {
        // Before the first agent there are no leftovers, so one look at the processes is enough.
        const isAlone = mode === "first" && !(yield* anyProcessesOf(task))
        const left = isAlone ? 0 : yield* endProcessesOf(task, leftoverGraceSeconds)
        if (left > 0) output.note(`[ended ${left} processes that the last agent had left running]`)
        const { resumed, ...run } = yield* chooseRun(task, assignment, mode)
        const outputPath = yield* output.begin(resumed)
        const launched = launchAgent({
          ...run,
          projectDirectory,
          outputPath,
          environment: environmentOfAgent(task),
          signalledByTerminal,
        })
        // The agent starts up while what reads its events is loaded.
        output.follow()
        yield* accompany(monitor)
        return launched
      }),
    conclude: output.end,
    startMonitor: monitor,
  }
})

/** What starts a monitor, unless the task has one or needs none any more. */
const keepMonitor = (task: Task): Effect.Effect<Effect.Effect<void>, never, Processes> =>
  Effect.gen(function* () {
    const { directory } = task
    const { isAlive } = yield* Processes
    const { holderOf } = yield* claims
    const isHeld = () => holderOf(directory, "monitor.lock") !== undefined
    const needsNone = needsNoMonitor(directory)
    let started: Bun.Subprocess | undefined
    const isStarting = () =>
      started?.exitCode === null && started.signalCode === null && isAlive(started.pid) && !isHeld()
    return Effect.gen(function* () {
      if (yield* needsNone) return
      // A second monitor might take up a task that the first has put away meanwhile.
      if (isStarting()) yield* awaitWhile(isStarting, monitorClaimSeconds)
      else yield* awaitWhile(isHeld, monitorDeathSeconds)
      if (isHeld() || (yield* needsNone)) return
      started = startMonitor(task)
      yield* awaitWhile(isStarting, monitorClaimSeconds)
    })
  })

/** Gives up a task that has lost what its agent needs: no attempt can help it. */
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

/** The environment that the task was launched with, without the variables of the wrapper's pane. */
const environmentOfAgent = ({ agent, id }: Task): Environment => ({
  ...without(ownEnvironment(), ["TASK_TMPDIR", "TMUX", "TMUX_PANE"]),
  ...agent.environment,
  [taskTag]: id,
})

/**
 * Whether a monitor has already found the end of the task, and put everything away; or whether a newer version of outlive
 * has written the manifest, which a monitor of this version would not touch.
 */
const needsNoMonitor = (directory: string): Effect.Effect<boolean> =>
  ManifestFile.read(TaskDirectory.pathOf(directory, "manifest")).pipe(
    Effect.map(
      Option.exists(
        (text) => (Manifest.valueOf(text, "notified_at") ?? "") !== "" || newerFormatOf(directory, text) !== undefined,
      ),
    ),
    Effect.orElseSucceed(() => false),
  )

/** What to run, and its stdin: at first the prompt, and a word to go on where there is a conversation. */
const chooseRun = (task: Task, assignment: Assignment, mode: LaunchMode) =>
  Effect.gen(function* () {
    const { agent, directory } = task
    const file = (name: TaskDirectory.TaskFile) => TaskDirectory.pathOf(directory, name)
    const executable = agent.executable ?? task.command[0] ?? ""
    const begun = mode === "first" ? undefined : yield* conversationOf(task)
    if (begun === undefined) {
      yield* keepUnreadWords(directory)
      // The agent may have begun a conversation under the old id, so a second fresh start gets a new id.
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

/** What the pane shows of an agent with events; an agent without prints into the pane itself. */
interface Output {
  /** Prepares the file for the agent's stdout, and gives its path; `undefined` where its stdout is the pane. */
  readonly begin: (resumed: boolean) => Effect.Effect<string | undefined, FileError, Scope.Scope>
  /** Shows the agent's events from there on, once what reads them is loaded. */
  readonly follow: () => void
  /** Shows a line of the wrapper's own. */
  readonly note: (line: string) => void
  /** Shows what is left, and says what the agent's end means. */
  readonly end: (exit: AgentExit) => Effect.Effect<AgentEnd, never, Processes>
}

/**
 * The agent's stdout is the file `events.jsonl` itself, so that no byte is lost when its wrapper is killed. The wrapper reads
 * along, and shows the events in words.
 */
const makeOutput = ({ agent, directory }: Task): Output => {
  const pane = makeLineWriter(standardOutput)
  const eventsPath = TaskDirectory.pathOf(directory, "events.jsonl")
  let resumed = false
  const transcript = makeTranscript()
  let progress = noProgress
  let follow = followNothing
  let following = Promise.resolve()
  let follower: LineReader | undefined
  /** The conversation that the manifest has. */
  let recorded: string | undefined
  /** Records the conversation: from then on a resume can go back to it. */
  const recordConversation = (conversation: string) =>
    Effect.gen(function* () {
      // The user may have removed the directory.
      yield* Effect.ignore(Effect.try(() => keepPrivate(directory)))
      // The agent has read its stdin.
      yield* Effect.ignore(TaskDirectory.remove(directory, "continuation"))
      yield* record(directory, ["session_id", conversation], ["conversation", conversation])
      recorded = conversation
    })

  const show = (line: string): void => pane.line(printable(line))

  return {
    note: show,
    follow: () => {
      following = follow()
    },
    begin: (isResume) =>
      Effect.gen(function* () {
        resumed = isResume
        if (agent.events === undefined) return undefined
        const begun = yield* Queue.unbounded<string>()
        yield* accompany(Effect.forever(Effect.flatMap(Queue.take(begun), recordConversation)))
        // The last agent may have been killed in the middle of a line.
        const length = beginAppending(eventsPath)
        let heard: string | undefined
        const hear = (read: EventReader) => (line: string) => {
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
        const load = agent.events
        follow = async () => {
          follower = followLines(eventsPath, length, hear(await load()), () => pane.pendingBytes() < mostPendingBytes)
        }
        return eventsPath
      }),
    end: ({ exitCode: rawExitCode, signalled }) =>
      Effect.gen(function* () {
        yield* Effect.promise(() => following)
        yield* Effect.promise(() => showRest(follower, pane))
        follower?.end()
        for (const shown of transcript.end()) show(shown)
        yield* Effect.promise(() => pane.flushed(flushSeconds))
        // An agent that ended at once may have been quicker than the fiber that records its conversation.
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

const followNothing = (): Promise<void> => Promise.resolve()

/** Files that an agent keeps in the task directory become as private as the task's own. */
const keepPrivate = (directory: string): void => {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(directory, entry.name), privateFileMode)
  }
}

/** The most that waits for the terminal at once; the rest is read from the file later. */
const mostPendingBytes = 1 << 18

/** Shows the rest as fast as the terminal takes it; what a stopped terminal does not take is still in the file. */
const showRest = async (follower: LineReader | undefined, pane: LineWriter): Promise<void> => {
  do follower?.catchUp()
  while ((await pane.flushed(flushSeconds)) && follower?.isBehind() === true)
}

const standardOutput = 1

/** Whether another process has ended the agent: a `stop`, or a monitor that resumes a hung one, records that before. */
const isDisowned = (directory: string): Effect.Effect<boolean, never, Processes> =>
  Effect.gen(function* () {
    const { holderOf } = yield* claims
    const { status } = yield* readTask(directory)
    return isFinal(status) || (status === "hung" && holderOf(directory, "monitor.lock") !== undefined)
  }).pipe(
    // Without a readable record nothing says so.
    Effect.orElseSucceed(() => false),
  )

/** Updates the manifest. A failure is reported, and the task goes on without the record. */
const record = (directory: string, ...pairs: ReadonlyArray<Manifest.Pair>) =>
  Effect.catchAll(ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs), (error) =>
    Effect.sync(() =>
      printError(`wrapper: the conversation is not recorded: ${ManifestFile.describeWriteError(error)}`),
    ),
  )
