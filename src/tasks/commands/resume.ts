import { readFileSync, statSync } from "node:fs"

import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { writeAtomically } from "../../os/files/atomicFile.ts"
import { type FileError, onFile } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import { claims } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { pathOf, remove, timestamp } from "../../protocol/taskDirectory.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import type { StartError } from "../../tmux/tmux.ts"
import { conversationOf } from "../state/conversation.ts"
import { keptEnvironment } from "../state/environment.ts"
import { type HomeUnreadable, requireHome } from "../state/home.ts"
import { addToPrompt } from "../state/prompt.ts"
import type { TaskServices } from "../state/services.ts"
import type { TaskView } from "../state/status.schema.ts"
import { handOverSeconds, requireHere, TaskElsewhere, TaskStore } from "../state/status.ts"
import { defaultDeadlineSeconds, type NoTask, readTask, type Task } from "../state/task.ts"
import { isRunning, statusIn, statusPair } from "../state/taskStatus.ts"
import { awaitSignOff, isBeingPutAway } from "../steps/ending.ts"
import { awaitAgent, bringBack, clearEnd, type LaunchFailed } from "../steps/launch.ts"
import { type NotReady, requireReady } from "../steps/readiness.ts"

/** The agent takes no further prompt: it has no conversations. */
export class NoConversation extends Data.TaggedError("NoConversation")<{
  readonly name: string
  readonly agent: string
}> {}

/** The task is already running. */
export class StillRunning extends Data.TaggedError("StillRunning")<{ readonly name: string }> {}

/** Why a task was not resumed. */
export type ResumeError =
  | LaunchFailed
  | ManifestFile.InvalidPair
  | NoConversation
  | NoTask
  | NotReady
  | FileError
  | StillRunning
  | TaskElsewhere
  | StartError

/** A task that was resumed. */
export interface Resumed {
  readonly status: TaskView
  /** In words: what may still end it when the caller ends. */
  readonly warnings: ReadonlyArray<string>
}

/**
 * Resumes a task that has ended, was stopped or given up, or is lost, in its own conversation and with a new retry
 * budget. The agent is told `prompt`; without one, it is told to go on.
 */
export const resumeTask = Effect.fn("resumeTask")(function* (
  task: Task,
  prompt: Uint8Array | undefined,
): Effect.fn.Return<Resumed, ResumeError, TaskServices> {
  const { statusOf } = yield* TaskStore
  const { removeOutOfSight } = yield* claims
  const { directory, name } = task
  const manifestPath = pathOf(directory, "manifest")
  const now = yield* Clock.currentTimeMillis
  const deadline = now + (task.deadlineSeconds ?? defaultDeadlineSeconds) * 1000
  let before: ReadonlyArray<Manifest.Pair> = []
  let filesBefore: ReadonlyArray<readonly [EndFile, Uint8Array | undefined]> = []
  const begin = (text: Manifest.ManifestText) =>
    Effect.gen(function* () {
      // Of two resumes at once, the second finds the task running.
      if (isRunning(statusOf(name).status)) return yield* new StillRunning({ name })
      // The process that puts the end away claims the task under this lock, and the marks of the end go under it too.
      if (yield* isBeingPutAway(directory)) return yield* new BeingPutAway()
      before = resumeKeys.map((key) => [key, Manifest.valueOf(text, key) ?? ""])
      filesBefore = endFiles.map((file) => [file, contentOf(directory, file)])
      const pairs: ReadonlyArray<Manifest.Pair> = [
        ...endKeys.map((key): Manifest.Pair => [key, ""]),
        ["retry_count", "0"],
        ["resumed_at", timestamp(now)],
        ["events_before", String(bytesOfEvents(directory))],
        ["deadline_at", timestamp(deadline)],
        statusPair("running"),
      ]
      return pairs
    })
  yield* requireHere(statusOf(name))
  if (!isRunning(statusOf(name).status)) yield* awaitSignOff(directory)
  yield* requireReady(task, keptEnvironment(directory))
  // Nothing to put back if it never began.
  const putBack = Effect.suspend(() =>
    Effect.forEach(filesBefore, ([file, content]) =>
      content === undefined
        ? remove(directory, file)
        : onFile(pathOf(directory, file), (path) => writeAtomically(path, content)),
    ),
  )
  // A user may have stopped the task meanwhile: it stays stopped.
  const undo = ManifestFile.modify(manifestPath, (text) =>
    statusIn(text) === "stopped" ? Effect.succeed([]) : Effect.map(putBack, () => before),
  )
  yield* ManifestFile.modify(manifestPath, (text) =>
    begin(text).pipe(Effect.zipLeft(clearEnd(directory)), Effect.zipLeft(removeOutOfSight(directory))),
  ).pipe(
    Effect.onError(() => Effect.ignore(putBack)),
    Effect.tapErrorTag("BeingPutAway", () => awaitSignOff(directory)),
    Effect.retry({ while: ({ _tag }) => _tag === "BeingPutAway", times: mostWaits }),
    Effect.catchTag("BeingPutAway", () => Effect.fail(new StillRunning({ name }))),
  )
  return yield* Effect.gen(function* () {
    if (prompt !== undefined) yield* addPrompt(task, prompt)
    const warnings = yield* bringBack(task)
    yield* awaitAgent(task)
    return { status: statusOf(name), warnings }
  }).pipe(
    // A task that could not be resumed is left as it was.
    Effect.onError(() => Effect.ignore(undo)),
    // A user who stopped the task meanwhile gets a stopped task, not an error.
    Effect.catchTag("LaunchFailed", (error) =>
      statusOf(name).status === "stopped"
        ? Effect.succeed<Resumed>({ status: statusOf(name), warnings: [] })
        : Effect.fail(error),
    ),
  )
})

/** Gives the prompt to the agent's conversation, or, before there is one, adds it to the first prompt. */
const addPrompt = (task: Task, prompt: Uint8Array) =>
  Effect.gen(function* () {
    const { agent, directory } = task
    if (agent.conversations === "none") return yield* new NoConversation({ name: task.name, agent: agent.name })
    if ((yield* conversationOf(task)) !== undefined) {
      return yield* onFile(pathOf(directory, "continuation"), (path) => writeAtomically(path, prompt))
    }
    yield* addToPrompt(directory, prompt)
  })

/** The keys that an end leaves in the manifest; an empty value counts as none. */
const endKeys = ["finished_at", "exit_code", "abandoned_at", "abandon_reason", "stopped_at", "notified_at"]

/** The files that a resume changes. `done` comes last: a task that has it must be complete. */
const endFiles = ["resume", "continuation", "pid", "exit_code", "done"] as const
type EndFile = (typeof endFiles)[number]

const contentOf = (directory: string, file: EndFile): Uint8Array | undefined => {
  try {
    return readFileSync(pathOf(directory, file))
  } catch {
    // It was not there.
    return undefined
  }
}

/** All keys that a resume changes in the manifest. */
const resumeKeys = [...endKeys, "retry_count", "resumed_at", "events_before", "deadline_at", "status"]

const bytesOfEvents = (directory: string): number =>
  statSync(pathOf(directory, "events.jsonl"), { throwIfNoEntry: false })?.size ?? 0

/** Another process still puts the end of the task away. */
class BeingPutAway extends Data.TaggedError("BeingPutAway") {}

/** Each wait ends a monitor that takes too long. */
const mostWaits = 3

/** What a restore did for a task. */
export type Restored = { readonly name: string } & (
  | { readonly action: "resumed"; readonly warnings: ReadonlyArray<string> }
  | { readonly action: "already running" | "ended" }
  /** It runs, or has ended, where it cannot be seen from here. */
  | { readonly action: "elsewhere"; readonly error: TaskElsewhere }
  /** It was left as it was. */
  | { readonly action: "failed"; readonly error: ResumeError | Damaged | NewerFormat }
)

/** The manifest of the task cannot be used. */
export class Damaged extends Data.TaggedError("Damaged")<{ readonly directory: string; readonly problem: string }> {}

/** Brings back every task that should be running; running and ended tasks are left alone. */
export const restoreTasks: Effect.Effect<ReadonlyArray<Restored>, HomeUnreadable, TaskServices> = Effect.gen(
  function* () {
    yield* requireHome
    return yield* Effect.forEach((yield* TaskStore).allStatuses(), restoreTask)
  },
)

const restoreTask = ({ name, taskDir }: TaskView): Effect.Effect<Restored, never, TaskServices> =>
  Effect.gen(function* () {
    const { statusOf } = yield* TaskStore
    const { holderOf } = yield* claims
    // In a moment it is known whether a wrapper or a monitor takes the task over.
    const isDoubtful = () => statusOf(name).status === "crashed" && holderOf(taskDir, "monitor.lock") === undefined
    yield* awaitWhile(isDoubtful, handOverSeconds + 1)
    return yield* restoreWhatIsLost(statusOf(name))
  })

const restoreWhatIsLost = (status: TaskView): Effect.Effect<Restored, never, TaskServices> => {
  const { name, problem, taskDir } = status
  if (status.elsewhere !== null) {
    const error = new TaskElsewhere({ name, elsewhere: status.elsewhere })
    return Effect.succeed({ name, action: "elsewhere", error })
  }
  if (isRunning(status.status)) return Effect.succeed({ name, action: "already running" })
  if (status.status === "damaged") {
    const error = new Damaged({ directory: taskDir, problem: problem ?? "" })
    return Effect.succeed({ name, action: "failed", error })
  }
  if (status.status !== "lost" && status.status !== "unknown") return Effect.succeed({ name, action: "ended" })
  return readTask(taskDir).pipe(
    Effect.tap((task) => requireReady(task, keptEnvironment(taskDir))),
    Effect.tap(() =>
      Effect.flatMap(claims, ({ removeOutOfSight }) =>
        ManifestFile.modify(pathOf(taskDir, "manifest"), () =>
          Effect.zipLeft(takeLost(name), removeOutOfSight(taskDir)),
        ),
      ),
    ),
    Effect.flatMap((task) => Effect.zipLeft(bringBack(task), awaitAgent(task))),
    Effect.map((warnings): Restored => ({ name, action: "resumed", warnings })),
    // A user may have stopped the task meanwhile.
    Effect.catchTag("LaunchFailed", (error) =>
      Effect.map(TaskStore, ({ statusOf }): Restored =>
        statusOf(name).status === "stopped" ? { name, action: "ended" } : { name, action: "failed", error },
      ),
    ),
    Effect.catchTag("StillRunning", () => Effect.succeed<Restored>({ name, action: "already running" })),
    Effect.catchAll((error) => Effect.succeed<Restored>({ name, action: "failed", error })),
  )
}

/** Takes a lost task for this process: of two restores at once, the second finds it running. */
const takeLost = (name: string) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if ((yield* TaskStore).statusOf(name).status !== "lost") return yield* new StillRunning({ name })
    const pairs: ReadonlyArray<Manifest.Pair> = [["resumed_at", timestamp(now)]]
    return pairs
  })
