import { type Environment, only, without } from "../../os/process/environment.ts"
import { marksOfExec, sessionMark } from "../../processTags.ts"

/** What belongs to the terminal that a program is started in. */
const ofThePane = ["TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE"]

/** The environment that a session keeps of its starter's: all but the terminal, and the marks of what is around it. */
export const environmentToKeep = (starter: Environment): Environment =>
  without(starter, [...ofThePane, sessionMark, ...marksOfExec])

/** What the program of the session `id` starts with, in a pane that has `pane` in its environment. */
export const environmentOfProgram = (kept: Environment, pane: Environment, id: string): Environment => ({
  ...only(pane, (name) => ofThePane.includes(name)),
  ...kept,
  [sessionMark]: id,
})
