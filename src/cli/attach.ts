import { isatty } from "node:tty"

import * as Effect from "effect/Effect"

import { findTask } from "../tasks/find.ts"
import { isRunning, statusOf } from "../tasks/status.ts"
import * as Tmux from "../tmux/tmux.ts"
import { NotRunning, UsageError } from "./errors.ts"
import { execute } from "./execute.ts"

export type AttachFlags = {}

/** Shows the live pane of a task on this terminal. */
export const attach = (_: AttachFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    const status = statusOf(task.name)
    if (!isRunning(status) || !Tmux.hasSession(task.session)) {
      return yield* new NotRunning({ name: task.name, status: status.status })
    }
    return yield* attachTo(task.session, `see what the agent says with: outlive logs ${task.name} -f`)
  })
  return execute("outlive attach", command)
}

/** Shows a session on this terminal until its user leaves it, and gives tmux's exit code. */
export const attachTo = (session: Tmux.Session, hint: string): Effect.Effect<number, UsageError> =>
  Effect.suspend(() => {
    if (!isatty(0) || !isatty(1)) {
      return Effect.fail(new UsageError({ message: "attach shows a live pane, and this is no terminal", hint }))
    }
    const [program = "tmux", ...parameters] = Tmux.attachment(session)
    // Inside another tmux this is wanted as it is: somebody asked for it.
    const { TMUX: _tmux, ...environment } = process.env
    const child = Bun.spawn([program, ...parameters], { stdio: ["inherit", "inherit", "inherit"], env: environment })
    return Effect.promise(() => child.exited)
  })
