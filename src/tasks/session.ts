import { join } from "node:path"

import * as Effect from "effect/Effect"

import { endsWithGroupOf, findWayOut, type WayOut } from "../os/controlGroup.ts"
import { type Environment, only, ownEnvironment } from "../os/environment.ts"
import { pathOf } from "../protocol/taskDirectory.ts"
import * as Tmux from "../tmux/tmux.ts"
import type { Task } from "./task.ts"

/**
 * Starts the task's wrapper as the program of a new session's only pane, and says what may end it all the same. There is
 * no shell that could set PATH anew or into which anything would have to be typed, and all that the pane shows goes
 * through the capture filter into `output.log`. A server that has to be started is started away from the control group
 * of this process.
 */
export const startSession = ({
  directory,
  session,
}: Pick<Task, "directory" | "session">): Effect.Effect<ReadonlyArray<string>, Tmux.SessionRefused> =>
  Effect.suspend(() => {
    const wayOut = findWayOut()
    return Effect.map(
      Tmux.startSession(session, {
        program: ["/usr/bin/env", `TASK_TMPDIR=${directory}`, ...quietly, process.execPath, "wrapper"],
        directory,
        pipe: `exec ${Tmux.quoteForTmux(process.execPath)} capture >>${Tmux.quoteForTmux(pathOf(directory, "output.log"))}`,
        environment: environmentOfTmux(ownEnvironment()),
        through: wayOut._tag === "Through" ? wayOut.words : [],
      }),
      () => warningsOf(wayOut, session.socket),
    )
  })

/** What a look at the server says of its end: an old one may run where the words of a way out never reached it. */
const warningsOf = (wayOut: WayOut, socket: string | undefined): ReadonlyArray<string> => {
  if (wayOut._tag === "NotNeeded") return []
  const server = Tmux.serverProcess(socket)
  if (server === undefined || !endsWithGroupOf(server)) return []
  const why =
    wayOut._tag === "None"
      ? `${wayOut.reason}; ${wayOut.hint}`
      : "the tmux server was running there before; end it, or start it elsewhere, to keep tasks"
  return [`the task ends when the control group ${wayOut.group} is stopped as a whole: ${why}`]
}

/** The socket that tmux uses where nobody names one: people find the session with plain `tmux`. (tmux(1), -L) */
export const defaultSocket = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(environment["TMUX_TMPDIR"] || "/tmp", `tmux-${process.getuid?.() ?? 0}`, "default")

/** A wrapper mostly waits; it needs no timer that looks for garbage every second. (os/quiet.ts) */
const quietly = ["BUN_GC_TIMER_DISABLE=1"]

/**
 * What a tmux server may know. It keeps its environment for as long as it lives and gives it to whatever is started in
 * it, so nothing goes there that may be a secret; the agent's own environment is in the task's directory.
 */
const environmentOfTmux = (environment: Environment): Environment =>
  only(environment, (name) => harmless.has(name) || name.startsWith("LC_"))

const harmless = new Set([
  ...["HOME", "LOGNAME", "USER", "SHELL", "PATH", "LANG", "LANGUAGE", "TZ", "TERM"],
  ...["TMUX_TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS"],
])
