import {
  adoptEnvironment,
  type Environment,
  only,
  ownEnvironment,
  readEnvironment,
  without,
} from "../../os/process/environment.ts"
import { marksOfExec, taskMark } from "../../processTags.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"

/** What belongs to the terminal that a process is started in, and not to the task. */
const ofThePane = new Set(["TERM", "TMUX", "TMUX_PANE", "TASK_TMPDIR"])

/**
 * The environment that a task keeps of its launcher's. A task that is launched by another one's agent is none of its
 * processes: it does not carry its mark.
 */
export const environmentToKeep = (launcher: Environment): Environment =>
  without(launcher, [...ofThePane, taskMark, ...marksOfExec])

/** The environment that the task in `directory` was launched with; this process's own where it is gone. */
export const keptEnvironment = (directory: string): Environment =>
  readEnvironment(pathOf(directory, "environment")) ?? ownEnvironment()

/**
 * Makes the environment that the task in `directory` was launched with this process's own; its terminal stays what it
 * is. Says whether there was one to adopt.
 */
export const enterTaskEnvironment = (directory: string): boolean => {
  const kept = readEnvironment(pathOf(directory, "environment"))
  if (kept === undefined) return false
  adoptEnvironment({ ...kept, ...only(ownEnvironment(), (name) => ofThePane.has(name)) })
  return true
}
