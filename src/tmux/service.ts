import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

import type { NewSession, NoTmux, PaneView, Session, StartError } from "./tmux.ts"

/** What tasks need of tmux, as a service: a test puts another in its place. tmux.ts says what each does. */
export class Tmux extends Context.Tag("outlive/Tmux")<
  Tmux,
  {
    readonly requireTmux: Effect.Effect<void, NoTmux>
    /** Gives warnings of what may end the session all the same. */
    readonly startSession: (
      session: Session,
      start: Pick<NewSession, "program" | "directory" | "pipe">,
      what: string,
    ) => Effect.Effect<ReadonlyArray<string>, StartError>
    readonly hasSession: (session: Session) => boolean
    readonly viewPane: (session: Session) => PaneView
    readonly paneDirectory: (session: Session) => string | undefined
    readonly typeLine: (session: Session, text: string) => Effect.Effect<boolean>
    readonly endSession: (session: Session) => Effect.Effect<boolean>
  }
>() {}
