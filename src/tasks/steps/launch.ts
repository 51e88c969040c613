import { readFileSync } from "node:fs"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { lastLineOf, lastLines, linesToLookAt } from "../../os/files/lastLines.ts"
import { awaitWhile, currentSteadyMillis } from "../../os/patience.ts"
import type { Processes } from "../../os/process/service.ts"
import { claims } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { createMarker, has, pathOf, readLine, remove } from "../../protocol/taskDirectory.ts"
import { Tmux } from "../../tmux/service.ts"
import type { StartError } from "../../tmux/tmux.ts"
import { describeFileError, toLine } from "../../words.ts"
import type { Task } from "../state/task.ts"
import { startSession } from "./session.ts"

/** The wrapper ended before it had started an agent; `said` is the last line that it printed. */
export class LaunchFailed extends Data.TaggedError("LaunchFailed")<{
  readonly name: string
  readonly said: string
}> {}

/**
 * Starts a wrapper for a task that has none, in a new session. The agent goes on with the task's conversation, or
 * begins one. An earlier session is ended. Gives warnings: what may still end the task when this process ends.
 */
export const bringBack = Effect.fn("bringBack")(function* (
  task: Task,
): Effect.fn.Return<ReadonlyArray<string>, StartError | FileError, Tmux> {
  // A resume by a user has done this already; a monitor and a restore have not.
  yield* clearEnd(task.directory)
  yield* Effect.catchTag(
    ManifestFile.update(pathOf(task.directory, "manifest"), [["pid", noAgent]]),
    "InvalidPair",
    Effect.die,
  )
  const tmux = yield* Tmux
  if (tmux.hasSession(task.session)) yield* tmux.endSession(task.session)
  return yield* startSession(task)
})

/** Removes the marks of the last end, so that other processes see a task that is to go on. */
export const clearEnd = Effect.fn("clearEnd")(function* (directory: string): Effect.fn.Return<void, FileError> {
  yield* createMarker(directory, "resume")
  // `done` goes first, since a task that has it counts as complete.
  for (const file of ["done", "exit_code", "pid"] as const) yield* remove(directory, file)
})

/** Why a session could not be started, in one line. */
export const describeStartError = (error: StartError | FileError): string =>
  "said" in error ? error.said : toLine(describeFileError(error))

/** How long a wrapper may take to start its agent on a busy machine. */
const launchSeconds = 20

/** Waits until the task's wrapper has started its agent, or the task has ended already. */
export const awaitAgent = Effect.fn("awaitAgent")(function* (
  task: Task,
): Effect.fn.Return<void, LaunchFailed, Processes | Tmux> {
  const { directory, name, session } = task
  const { hasSession } = yield* Tmux
  const { holderOf } = yield* claims
  // The `pid` file of an agent that dies at once is gone again, but its number stays in the manifest.
  const begun = () =>
    (readLine(directory, "pid") ?? "") !== "" || has(directory, "done") || !hasNoAgent(pathOf(directory, "manifest"))
  const alive = () => holderOf(directory, "wrapper.lock") !== undefined || hasSession(session)
  const until = (yield* currentSteadyMillis) + launchSeconds * 1000
  // One look is not enough: tmux may just be too busy to answer in time.
  for (let missing = 0; missing < 2 && !begun() && (yield* currentSteadyMillis) < until;) {
    yield* awaitWhile(() => !begun(), sessionLookSeconds, pollMillis)
    missing = !begun() && !alive() ? missing + 1 : 0
  }
  if (!begun()) return yield* new LaunchFailed({ name, said: lastLine(directory) })
})

/** The `pid` in the manifest of a task that is about to be started. (docs/protocol.md, Manifest) */
const noAgent = "0"

const hasNoAgent = (manifestPath: string): boolean => {
  try {
    return Manifest.valueOf(Manifest.fromBytes(readFileSync(manifestPath)), "pid") === noAgent
  } catch {
    // The task is being removed, so no agent will come.
    return true
  }
}

/** The `pid` file is looked for often, since the user waits; tmux is asked seldom, since that costs more. */
const pollMillis = 2
const sessionLookSeconds = 0.25

/** The last line only: an agent that was brought back may have printed much before. */
const lastLine = (directory: string): string => {
  const { begun, text } = lastLines(pathOf(directory, "output.log"), linesToLookAt)
  return lastLineOf(text + begun)
}
