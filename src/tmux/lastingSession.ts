import * as Effect from "effect/Effect"

import { endsWithGroupOf, findWayOut, type WayOut } from "../os/process/controlGroup.ts"
import { type Environment, only, ownEnvironment } from "../os/process/environment.ts"
import { apartMark } from "../processTags.ts"
import * as Tmux from "./tmux.ts"

/**
 * Starts a session that outlives whoever asks for it, and says what may end it all the same. A server that has to be
 * started for it is started away from the control group of this process.
 */
export const startLastingSession = (
  session: Tmux.Session,
  start: Pick<Tmux.NewSession, "program" | "directory" | "pipe" | "historyLimit">,
  /** What a warning calls it. */
  what: string,
): Effect.Effect<ReadonlyArray<string>, Tmux.StartError> =>
  Effect.suspend(() => {
    const wayOut = findWayOut()
    return Effect.map(
      Tmux.startSession(session, {
        ...start,
        environment: { ...environmentOfServer(ownEnvironment()), [apartMark]: "1" },
        through: wayOut._tag === "Through" ? wayOut.words : [],
      }),
      () => warningsOf(wayOut, session, what),
    )
  })

/**
 * The words that start a program of our own which mostly waits: without a timer that looks for garbage every second
 * (os/quiet.ts), and with these variables. Values and words may be anything, so a shell gets them as words; `env` would take
 * a program's path with a `=` for a variable.
 */
export const ownProgram = (
  words: ReadonlyArray<string>,
  variables: Readonly<Record<string, string>> = {},
): ReadonlyArray<string> => {
  const all = Object.entries({ BUN_GC_TIMER_DISABLE: "1", ...variables })
  const assignments = all.map(([name], index) => `${name}="$${index + 1}"`).join(" ")
  const script = `export ${assignments}; shift ${all.length}; exec "$@"`
  return ["/bin/sh", "-c", script, "sh", ...all.map(([, value]) => value), ...words]
}

/** What a look at the server says of its end: an old one may run where the words of a way out never reached it. */
const warningsOf = (wayOut: WayOut, { socket }: Tmux.Session, what: string): ReadonlyArray<string> => {
  if (wayOut._tag === "NotNeeded") return []
  const server = Tmux.serverProcess(socket)
  if (server === undefined || !endsWithGroupOf(server)) return []
  const why =
    wayOut._tag === "None"
      ? `${wayOut.reason}; ${wayOut.hint}`
      : "the tmux server was running there before; end it, or start it elsewhere, to keep what runs in it"
  return [`${what} ends when the control group ${wayOut.group} is stopped as a whole: ${why}`]
}

/**
 * What a tmux server may know. It keeps its environment for as long as it lives and gives it to whatever is started in
 * it, so nothing goes there that may be a secret; what a program of ours is to have it reads from a file.
 */
const environmentOfServer = (environment: Environment): Environment =>
  only(environment, (name) => harmless.has(name) || name.startsWith("LC_"))

const harmless = new Set([
  ...["HOME", "LOGNAME", "USER", "SHELL", "PATH", "LANG", "LANGUAGE", "TZ", "TERM"],
  ...["TMUX_TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS"],
])
