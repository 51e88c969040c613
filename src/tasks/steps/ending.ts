import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { awaitWhile, awaitWhileEffect } from "../../os/patience.ts"
import type { Processes } from "../../os/process/service.ts"
import { claims } from "../../protocol/claim.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import { pathOf, remove } from "../../protocol/taskDirectory.ts"
import { Tmux } from "../../tmux/service.ts"
import { readTask, type Task } from "../state/task.ts"
import { isFinal, type RecordedStatus, statusIn, statusPair } from "../state/taskStatus.ts"
import { endProcessesOf } from "./processes.ts"
import { isCapturing } from "./session.ts"

/** How long to wait for a wrapper whose agent has ended; it usually takes milliseconds. */
const wrapperGraceSeconds = 2

/** How long a pane whose program has ended gets to close by itself, once tmux has read the last output. */
const paneGraceSeconds = 0.5

/** How long a busy machine then takes, at most, to write that output to `output.log`. */
const captureSeconds = 5

/**
 * Ends the task's agent with all that it started (TERM, then KILL after `graceSeconds`), and then its wrapper, which
 * until then shows the agent's last words. Before it calls this, the caller has to record that the task is over or that
 * the caller resumes it, so that the wrapper records nothing.
 */
export const endAgent = Effect.fn("endAgent")(function* (
  task: Task,
  graceSeconds: number,
): Effect.fn.Return<void, never, Processes> {
  const { holderOf, signalHolder } = yield* claims
  yield* endProcessesOf(task, graceSeconds)
  const wrapper = () => holderOf(task.directory, "wrapper.lock")
  yield* awaitWhile(() => wrapper() !== undefined, wrapperGraceSeconds)
  const left = wrapper()
  if (left === undefined || !(yield* isStillThere(task))) return
  signalHolder(left, "SIGKILL")
  yield* awaitWhile(() => wrapper() !== undefined, wrapperGraceSeconds)
  // The wrapper may have started another agent meanwhile.
  yield* endProcessesOf(task, 0)
})

/** Whether the directory is still this task's: another task may have the name of an ended one by now. */
export const isStillThere = ({ directory, id }: Task): Effect.Effect<boolean> =>
  readTask(directory).pipe(
    Effect.map((present) => present.id === id),
    Effect.orElseSucceed(() => false),
  )

/**
 * Lets the session close by itself after its wrapper's end, or ends it. Then all that its pane has shown is in
 * `output.log`.
 */
export const endSession = Effect.fn("endSession")(function* ({
  directory,
  session,
}: Task): Effect.fn.Return<void, never, Processes | Tmux> {
  const tmux = yield* Tmux
  yield* awaitWhile(() => tmux.hasSession(session), paneGraceSeconds)
  if (tmux.hasSession(session)) yield* tmux.endSession(session)
  yield* awaitWhileEffect(isCapturing(directory), captureSeconds, lookMillis)
  yield* Effect.ignore(remove(directory, "capturing"))
})

const lookMillis = 5

/** Whether a wrapper or a monitor is still putting away an ended task. */
export const isBeingPutAway = (directory: string): Effect.Effect<boolean, never, Processes> =>
  Effect.map(
    claims,
    ({ holderOf }) =>
      holderOf(directory, "wrapper.lock") !== undefined || holderOf(directory, "monitor.lock") !== undefined,
  )

/** The longest that putting away a task takes: usually a moment, but tmux or the pane's filter may cause waits. */
export const putAwaySeconds = paneGraceSeconds + captureSeconds + 3

/**
 * Waits until the wrapper of an ended task is gone and its monitor has put everything away. A monitor that takes too
 * long is ended. The wrapper makes sure that there is a monitor.
 */
export const awaitSignOff = Effect.fn("awaitSignOff")(function* (
  directory: string,
): Effect.fn.Return<void, never, Processes> {
  const { holderOf, isHeld, signalHolder } = yield* claims
  yield* awaitWhile(() => holderOf(directory, "wrapper.lock") !== undefined, putAwaySeconds, lookMillis)
  const monitor = holderOf(directory, "monitor.lock")
  if (monitor === undefined) return
  yield* awaitWhile(
    () => isHeld(monitor) && holderOf(directory, "monitor.lock") !== undefined,
    putAwaySeconds,
    lookMillis,
  )
  if (holderOf(directory, "monitor.lock")?.pid === monitor.pid) signalHolder(monitor, "SIGKILL")
})

/**
 * Records a status that ends the task or hands it on, with the pairs. A task that is complete, was stopped or was given
 * up is left as it is; gives whether the status was recorded.
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
