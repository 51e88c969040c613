import * as Effect from "effect/Effect"

import { endsWithGroupOf, findWayOut, type WayOut } from "../os/process/controlGroup.ts"
import { type Environment, only, ownEnvironment } from "../os/process/environment.ts"
import { apartTag } from "../processTags.ts"
import * as Tmux from "./tmux.ts"

/**
 * Starts a session that outlives its starter, and warns of what may end it all the same. If it needs a new server, that
 * starts outside the control group of this process.
 */
export const startLastingSession = (
  session: Tmux.Session,
  start: Pick<Tmux.NewSession, "program" | "directory" | "pipe" | "historyLimit">,
  /** What a warning calls the session. */
  what: string,
): Effect.Effect<ReadonlyArray<string>, Tmux.StartError> =>
  Effect.suspend(() => {
    const wayOut = findWayOut()
    return Effect.map(
      Tmux.startSession(session, {
        ...start,
        environment: { ...environmentOfServer(ownEnvironment()), [apartTag]: "1" },
        through: wayOut._tag === "Through" ? wayOut.words : [],
      }),
      () => warningsOf(wayOut, session, what),
    )
  })

/**
 * The words that start a program of outlive's own that mostly waits: with these variables, and without Bun's timer for
 * garbage collection (os/process/quiet.ts). A shell sets them; `env` would take a program's path with a `=` for a variable.
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

/** Warns where the server ends with this process's control group: an older server was started without the way out. */
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
 * The variables that a tmux server may have. It keeps them for as long as it lives and gives them to every program in it,
 * so none may be a secret. outlive's own programs read the others from a file.
 */
const environmentOfServer = (environment: Environment): Environment =>
  only(environment, (name) => harmless.has(name) || name.startsWith("LC_"))

const harmless = new Set([
  ...["HOME", "LOGNAME", "USER", "SHELL", "PATH", "LANG", "LANGUAGE", "TZ", "TERM"],
  ...["TMUX_TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS"],
])
