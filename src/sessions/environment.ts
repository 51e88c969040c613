import { type Environment, only, without } from "../os/environment.ts"

/** The variable that all processes of a session have: its id. */
export const sessionMark = "OUTLIVE_SESSION"

/** What belongs to the terminal that a program is started in. */
const ofThePane = ["TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE"]

/** The environment that a session keeps of its starter's: all but the terminal, and the mark of a session around it. */
export const environmentToKeep = (starter: Environment): Environment => without(starter, [...ofThePane, sessionMark])

/** What the program of the session `id` starts with, in a pane that has `pane` in its environment. */
export const environmentOfProgram = (kept: Environment, pane: Environment, id: string): Environment => ({
  ...only(pane, (name) => ofThePane.includes(name)),
  ...kept,
  [sessionMark]: id,
})
