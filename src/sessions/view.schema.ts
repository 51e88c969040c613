import * as Schema from "effect/Schema"

import { Elsewhere } from "../os/process/elsewhere.schema.ts"
import { sessionStates } from "./sessionState.ts"

const text = (description: string) => Schema.String.annotations({ description })
const textOrNone = (description: string) => Schema.NullOr(Schema.String).annotations({ description })

const moment = Schema.String.pipe(Schema.pattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/))

export const stateField = Schema.Literal(...sessionStates).annotations({
  description:
    "`restarting` waits to start its program again, `stopping` is being ended, `exited` ended with 0, `failed` ended otherwise or was given up, `stopped` was ended by a user, `lost` ended unseen; `damaged` has records that cannot be used, and `unknown` those of a newer version of outlive, so that the other facts are null or empty",
})

/** A session as tmux, its files and the processes that live show it. */
export const SessionView = Schema.Struct({
  name: text("The name of the session; any name for a session that tmux made"),
  state: stateField,
  socket: text("The socket of its tmux server"),
  command: text("The command that runs in it, or ran, for people to read"),
  directory: textOrNone("The directory in which its program was started; null for a session that tmux made"),
  pid: Schema.NullOr(Schema.Int).annotations({
    description: "Its program while that lives; for a session that tmux made, the process of its pane",
  }),
  since: Schema.NullOr(moment).annotations({ description: "When its program started, or ended" }),
  exitCode: Schema.NullOr(Schema.Int).annotations({
    description: "The exit code with which its program ended last",
  }),
  signal: textOrNone("The signal that ended its program, as SIGKILL"),
  restarts: Schema.Int.pipe(Schema.nonNegative()).annotations({
    description: "How often its program was started again, in a row",
  }),
  lastLine: textOrNone("The last line that it has shown; null if there is none, and outside `session list`"),
  own: Schema.Boolean.annotations({ description: "Whether `session start` started it" }),
  writer: textOrNone("The version of outlive that started it; null for a session that tmux made"),
  problem: textOrNone("Why it ended, or did not run, if the other facts do not tell"),
  elsewhere: Schema.NullOr(Elsewhere).annotations({
    description: "Where it runs, if its processes cannot be seen from here",
  }),
}).annotations({ identifier: "session", description: "A session, as `outlive session list --json` has it" })
export type SessionView = typeof SessionView.Type

export const documents = [SessionView]
