import * as Option from "effect/Option"

import { isRecordedProcess } from "../os/processes.ts"
import { parsePid, readLine, writtenAt } from "./taskDirectory.ts"

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
export const readRecordedProcess = (directory: string, file: "pid" | "monitor.pid"): RecordedProcess => {
  const line = readLine(directory, file)
  if (line === undefined) return { _tag: "Unrecorded" }
  if (line === "") return { _tag: "Blank" }
  // A file that was replaced or removed since is judged at the next look.
  const recordedAt = writtenAt(directory, file) ?? Infinity
  const pid = parsePid(line)
  return Option.isSome(pid) && isRecordedProcess(pid.value, recordedAt)
    ? { _tag: "Alive", pid: pid.value }
    : { _tag: "Gone", text: line.replace(/\s+/g, " ") }
}
