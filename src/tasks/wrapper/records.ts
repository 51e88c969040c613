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

type RecordEnd = Action & { readonly _tag: "RecordEnd" }

/** What a wrapper records of its agent. A record that cannot be written is reported, and the task goes on without it. */
export interface Records {
  readonly start: (pid: number) => Effect.Effect<void>
  /** The one record without which the task would seem to go on: all of it, or an error where the next part cannot be written. */
  readonly end: (action: RecordEnd) => Effect.Effect<void, FileError>
  /** The same as far as possible: each part is tried, whatever became of the others. */
  readonly endInParts: (action: RecordEnd) => Effect.Effect<void>
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
        : complain(what, "the manifest is no longer there"),
    )

  const partsOfEnd = ({ exitCode, status }: RecordEnd): ReadonlyArray<Effect.Effect<void, FileError>> => [
    TaskDirectory.writeNumber(directory, "exit_code", exitCode),
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      record("the end", [
        ["finished_at", TaskDirectory.timestamp(now)],
        ["exit_code", String(exitCode)],
        statusPair(status),
      ]),
    ),
    TaskDirectory.createMarker(directory, "done"),
  ]

  return {
    start: (pid) =>
      Effect.zipRight(
        // The agent works already: better unrecorded than orphaned.
        orComplain("the agent's process id", TaskDirectory.writeNumber(directory, "pid", pid)),
        record("the start", [["pid", String(pid)], statusPair("running")], isOver),
      ),
    end: (action) => Effect.all(partsOfEnd(action), { discard: true }),
    endInParts: (action) =>
      Effect.forEach(partsOfEnd(action), (part) => orComplain("the end", part), { discard: true }),
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
  Effect.catchAll(Effect.asVoid(recording), (error) => complain(what, ManifestFile.describeWriteError(error)))

const complain = (what: string, why: string) =>
  Effect.sync(() => printError(`wrapper: ${what} is not recorded: ${why}`))
