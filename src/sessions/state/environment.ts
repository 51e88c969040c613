import { type Environment, only, without } from "../../os/process/environment.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
import { sessionTag, tagsOfExec } from "../../processTags.ts"

/** Variables that belong to the terminal that a program is started in. */
const ofThePane = ["TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "TMUX_PANE"]

/** What a session keeps of its starter's environment: all that is not of the terminal or the starter alone. */
export const environmentToKeep = (starter: Environment): Environment =>
  without(starter, [...ofThePane, sessionTag, ...tagsOfExec, elsewhereVariable])

/** The environment of the program of session `id`; `pane` is that of its pane. */
export const environmentOfProgram = (kept: Environment, pane: Environment, id: string): Environment => ({
  ...only(pane, (name) => ofThePane.includes(name)),
  ...kept,
  [sessionTag]: id,
})
