import { appendFileSync } from "node:fs"

import type { PlatformError } from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { createMarker, privateFileMode } from "../../os/atomicFile.ts"
import { ownPath } from "../../os/ownPath.ts"
import { printError, printLine } from "../../os/print.ts"
import { quoteForShell } from "../../os/shell.ts"
import { release } from "../../protocol/claim.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { notify } from "../notification.ts"
import type { Action, Observation } from "./machine.ts"
import type { RobustActions } from "./robustActions.ts"
import type { Senses } from "./senses.ts"

/** What a monitor watches, and how. */
export interface Watch {
  readonly session: Tmux.Session
  readonly directory: string
  readonly senses: Senses
  /** What is done otherwise for a task of `outlive run`. */
  readonly robust: RobustActions | undefined
}

/** Carries an action out; what it brings to light is its result. */
export const carryOut = (
  action: Action,
  { directory, robust, senses, session }: Watch,
): Effect.Effect<Option.Option<Observation>, PlatformError, FileSystem.FileSystem> => {
  switch (action._tag) {
    case "Say":
      return nothing(Effect.sync(() => printLine(action.line)))
    case "Trace":
      return nothing(trace(directory, action.event))
    case "LookAtPane":
      return Effect.sync(() => Option.some(senses.lookAtPane()))
    case "LookAtWrapper":
      return Effect.asSome(senses.lookAtWrapper)
    case "LookAtTask":
      return Effect.asSome(senses.lookAtTask)
    case "RecordPaneState":
      return nothing(record(directory, [["pane_state", action.paneState]]))
    case "RecordAbandoned":
      return nothing(
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          recordUnlessEnded(
            directory,
            "abandoned",
            ...(action.reason === undefined ? [] : [["abandon_reason", action.reason] as const]),
            ...(action.retryCount === undefined ? [] : [["retry_count", String(action.retryCount)] as const]),
            ["abandoned_at", TaskDirectory.timestamp(now)],
          ),
        ),
      )
    case "Resume":
      return robust === undefined ? nothing(resume(action, session, directory)) : robust.resume(action)
    case "NotifyAbandoned":
      return nothing(
        Effect.flatMap(notify(`Task abandoned: ${session.name}`), (outcome) =>
          trace(directory, `notification ${outcome}`),
        ),
      )
    case "CloseDown":
      return nothing(
        Effect.gen(function* () {
          yield* robust === undefined ? Tmux.endSession(session) : robust.closeDown
          if (robust === undefined) yield* signOff(directory)
          yield* trace(directory, "cleanup done")
        }),
      )
    case "NotifyEnd":
      return nothing(robust?.notifyEnd ?? Effect.void)
    case "Leave":
      return nothing(signOff(directory))
  }
}

/** From now on nobody is to take this process for the task's monitor, unless another one has taken over already. */
export const signOff = (directory: string) =>
  Effect.gen(function* () {
    if (TaskDirectory.readLine(directory, "monitor.pid") === String(process.pid)) {
      yield* persist("monitor.pid", TaskDirectory.remove(directory, "monitor.pid"))
    }
    yield* persist("monitor.lock", release(directory, "monitor.lock"))
  })

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())

/** A change that cannot be written, for want of space as a rule, is told, and does not end the watch over the task. */
export const persist = <A, R>(
  what: string,
  change: Effect.Effect<A, ManifestFile.InvalidPair | PlatformError, R>,
): Effect.Effect<boolean, never, R> =>
  change.pipe(
    Effect.as(true),
    Effect.catchAll((error) =>
      Effect.sync(() => {
        printError(`monitor: ${what} is not changed: ${ManifestFile.describeWriteError(error)}`)
        return false
      }),
    ),
  )

/** Updates the manifest; a task without one goes without. */
const record = (
  directory: string,
  pairs: ReadonlyArray<Manifest.Pair>,
  spared?: (text: Manifest.ManifestText) => boolean,
) =>
  persist(
    "manifest",
    Effect.gen(function* () {
      if (TaskDirectory.has(directory, "manifest")) {
        yield* ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs, spared)
      }
    }),
  )

/**
 * What the wrapper has recorded as the end is not overwritten, even where it was killed before it created `done`. A task
 * that was given up is no end here: whoever starts a monitor for it anew takes it up again. (docs/protocol.md, Keys)
 */
const recordUnlessEnded = (directory: string, status: string, ...pairs: ReadonlyArray<Manifest.Pair>) =>
  record(directory, [["status", status], ...pairs], (text) =>
    ["completed", "failed", "stopped"].includes(Manifest.valueOf(text, "status") ?? ""),
  )

const resume = (
  { status, retryCount }: Action & { readonly _tag: "Resume" },
  session: Tmux.Session,
  directory: string,
) =>
  Effect.gen(function* () {
    yield* recordUnlessEnded(
      directory,
      status,
      ["retry_count", String(retryCount)],
      ["last_checked_at", TaskDirectory.timestamp(yield* Clock.currentTimeMillis)],
    )
    // Without the marker the wrapper would begin the task anew: then the next check tries again.
    if (!(yield* persist("resume", createMarker(TaskDirectory.pathOf(directory, "resume"))))) return
    const pid = TaskDirectory.readLine(directory, "pid")
    yield* persist("pid", TaskDirectory.remove(directory, "pid"))
    const typed = yield* Tmux.typeLine(session, `${quoteForShell(ownPath())} wrapper`)
    if (!typed) {
      yield* trace(directory, "the wrapper's command could not be typed into the pane")
      // Nobody will start an agent: with its old id the next check finds it dead once more.
      if (pid !== undefined) yield* persist("pid", TaskDirectory.writeLine(directory, "pid", pid))
    }
  })

/** Appends a line to `monitor.trace`, at once. A full disk must not end a monitor, so a failure is passed over. */
export const trace = (directory: string, event: string): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    try {
      const line = `${TaskDirectory.timestamp(now)} pid=${process.pid} ${event}\n`
      appendFileSync(TaskDirectory.pathOf(directory, "monitor.trace"), line, { mode: privateFileMode })
    } catch {
      // The trace is for people; the task goes on without it.
    }
  })
