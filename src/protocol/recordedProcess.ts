import * as Option from "effect/Option"

import { beganBefore, type ProcessFacts } from "../os/process/processes.ts"
import type { Processes } from "../os/process/service.ts"
import { parsePid, readLine, writtenAt } from "./taskDirectory.ts"

/** What a file that names a process (`pid` or `monitor.pid`) and the system say together. */
export type RecordedProcess =
  /** There is no such file. */
  | { readonly _tag: "Unrecorded" }
  /** The file is empty. */
  | { readonly _tag: "Blank" }
  /** The file has no number, or no process has it, or one that began after the file was written. */
  | { readonly _tag: "Gone"; readonly text: string }
  /** `facts` are missing where the system does not tell. */
  | { readonly _tag: "Alive"; readonly pid: number; readonly facts: ProcessFacts | undefined }

/**
 * Reads which process the file names and whether that one is alive.
 *
 * `before` is the caller's last answer. It identifies a process by its start mark from then on, instead of by comparing
 * clocks, which may have been set since.
 */
export const readRecordedProcess = (
  { inspect, isAlive }: Pick<typeof Processes.Service, "inspect" | "isAlive">,
  directory: string,
  file: "pid" | "monitor.pid",
  before: RecordedProcess = { _tag: "Unrecorded" },
): RecordedProcess => {
  const line = readLine(directory, file)
  if (line === undefined) return { _tag: "Unrecorded" }
  if (line === "") return { _tag: "Blank" }
  const gone: RecordedProcess = { _tag: "Gone", text: line.replace(/\s+/g, " ") }
  const pid = Option.getOrUndefined(parsePid(line))
  if (pid === undefined || !isAlive(pid)) return gone
  const facts = inspect(pid)
  if (facts === undefined) return { _tag: "Alive", pid, facts }
  const known = before._tag === "Alive" && before.pid === pid && before.facts?.startMark === facts.startMark
  // A file that was replaced or removed since is judged at the next look.
  return known || beganBefore(facts, writtenAt(directory, file) ?? Infinity) ? { _tag: "Alive", pid, facts } : gone
}
