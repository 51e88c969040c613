import * as Option from "effect/Option"

import { isSameDirectory } from "../os/files/directory.ts"
import { beganBefore, type ProcessFacts } from "../os/process/processes.ts"
import type { Processes } from "../os/process/service.ts"
import { parsePid, readLine, writtenAt } from "./taskDirectory.ts"
import { isMonitor, isWrapper } from "./taskPrograms.ts"

/** What a file that names a process (`pid` or `monitor.pid`) and the system say together. */
export type RecordedProcess =
  /** There is no such file. */
  | { readonly _tag: "Unrecorded" }
  /** The file is empty. */
  | { readonly _tag: "Blank" }
  /**
   * The file has no number, or no process has it, or another process. A process of another user is another one: this user
   * could not have started it, and could not signal it.
   */
  | { readonly _tag: "Gone"; readonly text: string }
  /** `facts` are missing where the system does not tell. */
  | { readonly _tag: "Alive"; readonly pid: number; readonly facts: ProcessFacts | undefined }

/** What the system says about processes. */
type Sight = Pick<typeof Processes.Service, "inspect" | "isAlive" | "tagged" | "wordsOf">

/**
 * Reads which process the file names and whether that one is alive.
 *
 * A process that began before the file was written is taken for the one that it names. Of one that seems to have begun later
 * the date alone proves nothing: the clock may have been set, the file system may go by another machine's clock, and a copy
 * may have kept an old date. Then what the process is decides.
 *
 * `before` is the caller's last answer. It identifies a process by its start mark from then on, instead of by comparing
 * clocks, which may have been set since.
 */
export const readRecordedProcess = (
  sight: Sight,
  directory: string,
  file: "pid" | "monitor.pid",
  before: RecordedProcess = { _tag: "Unrecorded" },
): RecordedProcess => {
  const line = readLine(directory, file)
  if (line === undefined) return { _tag: "Unrecorded" }
  if (line === "") return { _tag: "Blank" }
  const gone: RecordedProcess = { _tag: "Gone", text: line.replace(/\s+/g, " ") }
  const pid = Option.getOrUndefined(parsePid(line))
  if (pid === undefined || !sight.isAlive(pid)) return gone
  const facts = sight.inspect(pid)
  if (facts === undefined) return { _tag: "Alive", pid, facts }
  const known = before._tag === "Alive" && before.pid === pid && before.facts?.startMark === facts.startMark
  // A file that was replaced or removed since is judged at the next look.
  const isIt =
    known ||
    beganBefore(facts, writtenAt(directory, file) ?? Infinity) ||
    (file === "pid" ? isAgentOf(sight, directory, pid, facts) : isMonitorOf(sight, directory, pid))
  return isIt ? { _tag: "Alive", pid, facts } : gone
}

/** Whether the process has the task's variable, or is the child of a wrapper that has it. */
const isAgentOf = ({ tagged, wordsOf }: Sight, directory: string, pid: number, { parent }: ProcessFacts): boolean => {
  const ofTask = new Set(
    [...tagged("TASK_TMPDIR")].flatMap(([value, pids]) => (isSameDirectory(value, directory) ? pids : [])),
  )
  return ofTask.has(pid) || (ofTask.has(parent) && isWrapper(wordsOf(parent)))
}

/** Whether the process was started as the monitor of the task. */
const isMonitorOf = ({ wordsOf }: Sight, directory: string, pid: number): boolean => {
  const words = wordsOf(pid)
  return isMonitor(words) && words.some((word) => isSameDirectory(word, directory))
}
