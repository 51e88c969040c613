import * as Effect from "effect/Effect"

import { isTerminal } from "../../os/terminal/isTerminal.ts"
import * as Tmux from "../../tmux/tmux.ts"
import { UsageError } from "../words/errors.ts"

/** Shows a session on this terminal until the user detaches, and gives tmux's exit code. */
export const attachTo = (session: Tmux.Session, hint: string): Effect.Effect<number, UsageError> =>
  Effect.suspend(() => {
    if (!isTerminal(0) || !isTerminal(1)) {
      return Effect.fail(new UsageError({ message: "attach shows a live pane, and this is no terminal", hint }))
    }
    const [program = "tmux", ...parameters] = Tmux.attachment(session)
    // tmux refuses to nest while TMUX is set; here the user has asked for it.
    const { TMUX: _tmux, ...environment } = process.env
    const child = Bun.spawn([program, ...parameters], { stdio: ["inherit", "inherit", "inherit"], env: environment })
    return Effect.promise(() => child.exited)
  })
