import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile } from "../../os/patience.ts"
import { signalIdentity } from "../../os/process/identity.ts"
import { holderOf, isHeld } from "../../protocol/claim.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { pathOf, remove } from "../../protocol/taskDirectory.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { readTask, type Task } from "../state/task.ts"
import { isFinal, type RecordedStatus, statusIn, statusPair } from "../state/taskStatus.ts"
import { endProcessesOf } from "./processes.ts"
import { isCapturing } from "./session.ts"

/** A wrapper whose agent has ended ends within milliseconds. */
const wrapperGraceSeconds = 2

/** A pane whose program has ended closes by itself, once tmux has taken in the last of its output. */
const paneGraceSeconds = 0.5

/** So long after that the last of it is in `output.log`, on a machine that is busy. */
const captureSeconds = 5

/**
 * Ends the task's agent with all that it started (TERM, then KILL after `graceSeconds`), and then its wrapper, which
 * until then shows what the agent still says. The manifest has to say before that the task is over or to be resumed by
 * whoever calls this, so that the wrapper records nothing.
 */
export const endAgent = (task: Task, graceSeconds: number): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* endProcessesOf(task, graceSeconds)
    const wrapper = () => holderOf(task.directory, "wrapper.lock")
    yield* awaitWhile(() => wrapper() !== undefined, wrapperGraceSeconds)
    const left = wrapper()
    if (left === undefined || !(yield* isStillThere(task))) return
    signalIdentity(left, "SIGKILL")
    yield* awaitWhile(() => wrapper() !== undefined, wrapperGraceSeconds)
    // It may have started an agent in the meantime.
    yield* endProcessesOf(task, 0)
  })

/** Whether the directory is still this task's: the name of one that has ended may be another's by now. */
export const isStillThere = ({ directory, id }: Task): Effect.Effect<boolean> =>
  readTask(directory).pipe(
    Effect.map((present) => present.id === id),
    Effect.orElseSucceed(() => false),
  )

/**
 * Lets the session close by itself once its wrapper has ended, and ends it where it does not. All that its pane has shown is
 * in `output.log` then.
 */
export const endSession = ({ directory, session }: Task): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* awaitWhile(() => Tmux.hasSession(session), paneGraceSeconds)
    if (Tmux.hasSession(session)) yield* Tmux.endSession(session)
    yield* awaitWhile(() => isCapturing(directory), captureSeconds, lookMillis)
    yield* Effect.ignore(remove(directory, "capturing"))
  })

const lookMillis = 5

/** Whether somebody still puts away what there is of a task that has ended. */
export const isBeingPutAway = (directory: string): boolean =>
  holderOf(directory, "wrapper.lock") !== undefined || holderOf(directory, "monitor.lock") !== undefined

/** Who has an end to put away takes a moment; where tmux or the pane's filter keep it waiting, as long as these may take. */
export const putAwaySeconds = paneGraceSeconds + captureSeconds + 3

/**
 * Waits until the wrapper of a task that has ended is gone, which sees to it that there is a monitor, and until that has put
 * everything away; a monitor that takes too long is ended.
 */
export const awaitSignOff = (directory: string): Effect.Effect<void> =>
  Effect.gen(function* () {
    yield* awaitWhile(() => holderOf(directory, "wrapper.lock") !== undefined, putAwaySeconds, lookMillis)
    const monitor = holderOf(directory, "monitor.lock")
    if (monitor === undefined) return
    yield* awaitWhile(
      () => isHeld(monitor) && holderOf(directory, "monitor.lock") !== undefined,
      putAwaySeconds,
      lookMillis,
    )
    if (holderOf(directory, "monitor.lock")?.pid === monitor.pid) signalIdentity(monitor, "SIGKILL")
  })

/**
 * Writes a status that ends the task, or hands it on, and the pairs with it. A task that is complete, was stopped or was
 * given up is left as it is; the effect says whether the status is the task's now.
 */
export const recordStatus = (
  directory: string,
  status: RecordedStatus,
  ...pairs: ReadonlyArray<Manifest.Pair>
): Effect.Effect<boolean, ManifestFile.InvalidPair | FileError> =>
  Effect.suspend(() => {
    let recorded = true
    const spared = (text: Manifest.ManifestText): boolean => {
      recorded = !isFinal(statusIn(text))
      return !recorded
    }
    return Effect.map(
      ManifestFile.update(pathOf(directory, "manifest"), [statusPair(status), ...pairs], spared),
      () => recorded,
    )
  })
