import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import { printError } from "../../os/terminal/print.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { statusPair } from "../state/taskStatus.ts"
import type { Job } from "./job.ts"
import type { Action, MonitorSignal } from "./machine.ts"

/** What a wrapper records of its agent. A record that cannot be written is reported, and the task goes on without it. */
export interface Records {
  readonly start: (pid: number) => Effect.Effect<void>
  /** The one record without which the task would seem to go on: it fails where it cannot be written. */
  readonly end: (action: Action & { readonly _tag: "RecordEnd" }) => Effect.Effect<void, FileError>
  readonly crash: (action: Action & { readonly _tag: "RecordCrash" }) => Effect.Effect<void>
  readonly monitorSignal: (outcome: MonitorSignal) => Effect.Effect<void>
}

/** A start or a crash does not overwrite the status of a task that another process has ended meanwhile (`isOver`). */
export const makeRecords = (
  directory: string,
  { isOver, makesManifest }: Pick<Job, "isOver" | "makesManifest">,
): Records => {
  /** Updates the manifest, unless it is missing, and not to be made, or spared. */
  const record = (what: string, pairs: ReadonlyArray<Manifest.Pair>, spared?: Job["isOver"]) =>
    Effect.suspend(() =>
      makesManifest || TaskDirectory.has(directory, "manifest")
        ? orComplain(what, ManifestFile.update(TaskDirectory.pathOf(directory, "manifest"), pairs, spared))
        : Effect.sync(() => printError(`wrapper: ${what} is not in the manifest, which is no longer there`)),
    )

  return {
    start: (pid) =>
      Effect.zipRight(
        // The agent works already: better unrecorded than orphaned.
        orComplain("the agent's process id", TaskDirectory.writeNumber(directory, "pid", pid)),
        record("the start", [["pid", String(pid)], statusPair("running")], isOver),
      ),
    end: ({ exitCode, status }) =>
      Effect.gen(function* () {
        yield* TaskDirectory.writeNumber(directory, "exit_code", exitCode)
        const finishedAt = TaskDirectory.timestamp(yield* Clock.currentTimeMillis)
        yield* record("the end", [["finished_at", finishedAt], ["exit_code", String(exitCode)], statusPair(status)])
        yield* TaskDirectory.createMarker(directory, "done")
      }),
    crash: ({ exitCode }) =>
      Effect.zipRight(
        record("the crash", [statusPair("crashed"), ["last_exit_code", String(exitCode)]], isOver),
        // The monitor watches this file: it need not wait for its next look.
        orComplain("the agent's death", TaskDirectory.remove(directory, "pid")),
      ),
    monitorSignal: (outcome) => record("the signal to the monitor", [["monitor_signal", outcome]]),
  }
}

const orComplain = <A, R>(what: string, recording: Effect.Effect<A, ManifestFile.InvalidPair | FileError, R>) =>
  Effect.catchAll(Effect.asVoid(recording), (error) =>
    Effect.sync(() => printError(`wrapper: ${what} is not recorded: ${ManifestFile.describeWriteError(error)}`)),
  )
