import type { PlatformError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { isRecordedProcess } from "../os/processes.ts"
import { parsePid, pathOf, readLine } from "./taskDirectory.ts"

/** What a file that names a process, `pid` or `monitor.pid`, and the system say together. */
export type RecordedProcess =
  /** There is no such file. */
  | { readonly _tag: "Unrecorded" }
  /** The file is empty. */
  | { readonly _tag: "Blank" }
  /** No process has this number, or one that began after the file was written, or it is no number. */
  | { readonly _tag: "Gone"; readonly text: string }
  | { readonly _tag: "Alive"; readonly pid: number }

/** Reads which process the file names and whether that one is alive. */
export const readRecordedProcess = (
  directory: string,
  file: "pid" | "monitor.pid",
): Effect.Effect<RecordedProcess, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const line = yield* readLine(directory, file)
    if (Option.isNone(line)) return { _tag: "Unrecorded" }
    const text = line.value.replace(/\s+/g, " ")
    if (text === "") return { _tag: "Blank" }
    const pid = parsePid(text)
    // The file may have been replaced or removed since: then the next look tells.
    const recordedAt = yield* files.stat(pathOf(directory, file)).pipe(
      Effect.map(({ mtime }) =>
        Option.match(mtime, { onNone: () => Infinity, onSome: (time) => time.getTime() / 1000 }),
      ),
      Effect.orElseSucceed(() => Infinity),
    )
    return Option.isSome(pid) && isRecordedProcess(pid.value, recordedAt)
      ? { _tag: "Alive", pid: pid.value }
      : { _tag: "Gone", text }
  })
