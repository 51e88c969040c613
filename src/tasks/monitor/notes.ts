import { appendFileSync } from "node:fs"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { Processes } from "../../os/process/service.ts"
import { printError } from "../../os/terminal/print.ts"
import { claims } from "../../protocol/claim.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { isPastRecall, type RecordedStatus, statusIn, statusPair } from "../state/taskStatus.ts"

/*
 * What a monitor writes. A full disk must not end the watch over a task: a failure is reported, or passed over.
 */

/** Removes this process from the records as the task's monitor, unless another process has taken over already. */
export const signOff = Effect.fn("signOff")(function* (directory: string) {
  const { ownPid } = yield* Processes
  const { release } = yield* claims
  if (TaskDirectory.readLine(directory, "monitor.pid") === String(ownPid)) {
    yield* persist("monitor.pid", TaskDirectory.remove(directory, "monitor.pid"))
  }
  yield* persist("monitor.lock", release(directory, "monitor.lock"))
})

/** Makes a change. If it cannot be written, mostly for want of space, this is reported and the watch goes on. */
export const persist = <A, R>(
  what: string,
  change: Effect.Effect<A, ManifestFile.InvalidPair | FileError, R>,
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

/** Updates the manifest, if the task has one. */
export const record = (
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
 * Does not overwrite an end that the wrapper has recorded, even if it was killed before it created `done`. A task that was
 * given up has not ended in this sense: a new monitor takes it up again. (docs/protocol.md, Keys)
 */
export const recordUnlessEnded = (directory: string, status: RecordedStatus, ...pairs: ReadonlyArray<Manifest.Pair>) =>
  record(directory, [statusPair(status), ...pairs], (text) => isPastRecall(statusIn(text)))

/** Appends a line to `monitor.trace`, at once. A full disk must not end a monitor, so a failure is passed over. */
export const trace = (directory: string, event: string): Effect.Effect<void, never, Processes> =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const { ownPid } = yield* Processes
    try {
      const line = `${TaskDirectory.timestamp(now)} pid=${ownPid} ${event}\n`
      appendFileSync(TaskDirectory.pathOf(directory, "monitor.trace"), line, { mode: privateFileMode })
    } catch {
      // The trace is only for users to read; the task goes on without it.
    }
  })
