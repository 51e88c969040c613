import { readFileSync } from "node:fs"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { lastLineOf, lastLines, linesToLookAt } from "../../os/files/lastLines.ts"
import { awaitWhile, currentSteadyMillis } from "../../os/patience.ts"
import { holderOf } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { createMarker, has, pathOf, readLine, remove } from "../../protocol/taskDirectory.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { describeFileError, toLine } from "../../words.ts"
import type { Task } from "../state/task.ts"
import { startSession } from "./session.ts"

/** The wrapper ended before it had started an agent; `said` is the last that it said. */
export class LaunchFailed extends Data.TaggedError("LaunchFailed")<{
  readonly name: string
  readonly said: string
}> {}

/**
 * Starts a wrapper for a task that has none, in a new session: it goes on with the task's conversation, or begins it
 * where there is none yet. What is left of an earlier session is ended. Gives what may end the task all the same.
 */
export const bringBack = (task: Task): Effect.Effect<ReadonlyArray<string>, Tmux.StartError | FileError> =>
  Effect.gen(function* () {
    // A resume by hand has done so already; the monitor and a restore come straight to here.
    yield* clearEnd(task.directory)
    yield* Effect.catchTag(
      ManifestFile.update(pathOf(task.directory, "manifest"), [["pid", noAgent]]),
      "InvalidPair",
      Effect.die,
    )
    if (Tmux.hasSession(task.session)) yield* Tmux.endSession(task.session)
    return yield* startSession(task)
  })

/** Removes what the last end has left, so that whoever looks sees a task that is to go on. */
export const clearEnd = (directory: string): Effect.Effect<void, FileError> =>
  Effect.gen(function* () {
    yield* createMarker(directory, "resume")
    // `done` is the first to go: a task that has it would be complete.
    for (const file of ["done", "exit_code", "pid"] as const) yield* remove(directory, file)
  })

/** Why a session could not be started, in one line. */
export const describeStartError = (error: Tmux.StartError | FileError): string =>
  "said" in error ? error.said : toLine(describeFileError(error))

/** How long a wrapper may take to start its agent, on a machine that is busy. */
const launchSeconds = 20

/** Waits until the task's wrapper has started its agent, or the task has ended already. */
export const awaitAgent = (task: Task): Effect.Effect<void, LaunchFailed> =>
  Effect.gen(function* () {
    const { directory, name, session } = task
    // One that dies at once takes its `pid` file along, and leaves its number in the manifest.
    const begun = () =>
      (readLine(directory, "pid") ?? "") !== "" || has(directory, "done") || !hasNoAgent(pathOf(directory, "manifest"))
    const alive = () => holderOf(directory, "wrapper.lock") !== undefined || Tmux.hasSession(session)
    const until = (yield* currentSteadyMillis) + launchSeconds * 1000
    // A tmux that does not answer in time is no tmux without the session.
    for (let missing = 0; missing < 2 && !begun() && (yield* currentSteadyMillis) < until;) {
      yield* awaitWhile(() => !begun(), sessionLookSeconds, pollMillis)
      missing = !begun() && !alive() ? missing + 1 : 0
    }
    if (!begun()) return yield* new LaunchFailed({ name, said: lastLine(directory) })
  })

/** What the manifest of a task says that is about to be started. (docs/protocol.md, Manifest) */
const noAgent = "0"

const hasNoAgent = (manifestPath: string): boolean => {
  try {
    return Manifest.valueOf(Manifest.fromBytes(readFileSync(manifestPath)), "pid") === noAgent
  } catch {
    // It is being removed: whoever waits for an agent waits in vain.
    return true
  }
}

/** The file of the agent's id is looked for often, for somebody waits; tmux is asked seldom, for that costs. */
const pollMillis = 2
const sessionLookSeconds = 0.25

/** The last that it said: an agent that was brought back may have said much before. */
const lastLine = (directory: string): string => {
  const { begun, text } = lastLines(pathOf(directory, "output.log"), linesToLookAt)
  return lastLineOf(text + begun)
}
