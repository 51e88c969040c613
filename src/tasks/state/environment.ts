import {
  adoptEnvironment,
  type Environment,
  only,
  ownEnvironment,
  readEnvironment,
  without,
} from "../../os/process/environment.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
import { tagsOfExec, taskTag } from "../../processTags.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"

/** Variables that belong to the terminal that a process is started in, not to the task. */
const ofThePane = new Set(["TERM", "TMUX", "TMUX_PANE", "TASK_TMPDIR"])

/**
 * What a task keeps of its launcher's environment. A task that another task's agent launches is not part of that task,
 * so it does not carry its tag.
 */
export const environmentToKeep = (launcher: Environment): Environment =>
  without(launcher, [...ofThePane, taskTag, ...tagsOfExec, elsewhereVariable])

/** The environment that the task in `directory` was launched with; this process's own if that is gone. */
export const keptEnvironment = (directory: string): Environment =>
  readEnvironment(pathOf(directory, "environment")) ?? ownEnvironment()

/**
 * Gives this process the environment that the task in `directory` was launched with, except the terminal's variables.
 * Returns whether there was one to adopt.
 */
export const enterTaskEnvironment = (directory: string): boolean => {
  const kept = readEnvironment(pathOf(directory, "environment"))
  if (kept === undefined) return false
  adoptEnvironment({ ...kept, ...only(ownEnvironment(), (name) => ofThePane.has(name)) })
  return true
}
