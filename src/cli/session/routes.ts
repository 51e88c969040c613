import { type ApplicationContext, buildCommand, buildRouteMap } from "@stricli/core"

import { restartPolicies } from "../../sessions/state/restart.ts"
import { command, duration, json, option, readNumber, toggle, variables, word } from "../words/command.ts"
import type { SessionFlags } from "./execute.ts"
import type { StartFlags } from "./start.ts"
import type { StopFlags } from "./stop.ts"
import type { TailFlags } from "./tail.ts"
import type { WaitFlags } from "./wait.ts"

/** An empty path, from an unset variable in a script, must not mean the default server. */
const readSocket = (path: string): string => {
  if (path === "") throw new Error("write a path")
  return path
}

const socket = option("tmux socket PATH (default: OUTLIVE_SOCKET, or OpenClaw's)", "PATH", readSocket)

/** The flags of every command over sessions; `documents` are what it answers a program. (docs/schemas) */
const sessionFlags = (...documents: Parameters<typeof json>) => ({ socket, json: json(...documents) }) as const

const sessionName = word("NAME", "Name of the session")

const text = { ...word("TEXT", "Text to type, whatever it begins with (default: stdin)"), optional: true } as const

const start = buildCommand<StartFlags, [name: string, ...words: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("./start.ts")).start),
  parameters: {
    flags: {
      dir: option("DIR to run in (default: the current directory)", "DIR", String),
      env: variables("Variable K=V for the program; may be repeated"),
      historyLimit: option("Keep N lines in the pane (default: 10000)", "N", readNumber),
      restart: {
        kind: "enum",
        values: restartPolicies,
        brief: "When to restart the program",
        default: "no",
      },
      maxRestarts: option("Give up after N restarts in a row (default: no limit)", "N", readNumber),
      ifAbsent: toggle("Leave a running session of that name alone (the default)"),
      replace: toggle("Stop a running session of that name first"),
      ...sessionFlags("session-start"),
    },
    positional: {
      kind: "array",
      parameter: word("NAME -- CMD", "Name of the session; the program after --"),
      minimum: 1,
    },
  },
  docs: {
    customUsage: ["NAME [FLAG]... -- CMD [ARG]...", "NAME [FLAG]... -- 'SHELL COMMAND'", "NAME [FLAG]..."],
    brief: "Start a program in a session of its own, unless it is running",
    fullDescription: `Starts a program, or your shell, in a tmux session that outlives the caller. Several words are run as they are; a
single word with spaces is run by the shell. If it is already running, says so and changes nothing.

Example: outlive session start web --dir ~/project -- npm run dev
Example: outlive session start tunnel --restart always -- ssh -N -L 8080:localhost:80 host`,
  },
})

const list = buildCommand<SessionFlags, [], ApplicationContext>({
  loader: command(async () => (await import("./list.ts")).list),
  parameters: { flags: sessionFlags("sessions") },
  docs: {
    brief: "Show all sessions, running and ended",
    fullDescription: `Shows a table of all sessions: the running ones, including those started with plain tmux, and the ended ones, with
how and when they ended.

Example: outlive session list --json`,
  },
})

const tail = buildCommand<TailFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./tail.ts")).tail),
  parameters: {
    flags: {
      lines: option("Print the last N lines (default: 30)", "N", readNumber),
      follow: toggle("Keep printing until the session ends"),
      ...sessionFlags("session-tail"),
    },
    aliases: { n: "lines", f: "follow" },
    positional: { kind: "tuple", parameters: [sessionName] },
  },
  docs: {
    brief: "Show the last lines of a session",
    fullDescription: `Prints the last lines of a session's history; of an ended session, what was kept of it.

Example: outlive session tail web -n 100
Example: outlive session tail web -f`,
  },
})

const idle = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./idle.ts")).idle),
  parameters: { flags: sessionFlags("session-idle"), positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Tell whether the session's shell is waiting for a command",
    fullDescription: `Prints IDLE and exits with 0 if a shell is in the session's foreground and shows its prompt; otherwise prints RUNNING
and exits with 1. Exits with 3 if no such session is running.

Example: outlive session idle build && outlive session send build 'make test'`,
  },
})

const wait = buildCommand<WaitFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./wait.ts")).wait),
  parameters: {
    flags: {
      ready: option("Wait for a line that matches REGEX", "REGEX", String),
      idle: toggle("Wait until its shell is waiting for a command"),
      exit: toggle("Wait until it has ended for good"),
      timeout: duration("Wait at most DURATION (default: 15s)"),
      ...sessionFlags("session-wait"),
    },
    positional: { kind: "tuple", parameters: [sessionName] },
  },
  docs: {
    customUsage: ["NAME --ready REGEX [FLAG]...", "NAME --idle [FLAG]...", "NAME --exit [FLAG]..."],
    brief: "Wait until a session is ready, is idle or has ended",
    fullDescription: `Waits, and prints the line that matched. A line that was printed before the wait, or has left the screen, counts too.
Exits with 124 on timeout, 1 if the session ends first, 3 if there is no such session.

Example: outlive session wait web --ready 'listening on' --timeout 60s`,
  },
})

const send = buildCommand<SessionFlags, [name: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./type.ts")).send),
  parameters: { flags: sessionFlags("session-text"), positional: { kind: "tuple", parameters: [sessionName, text] } },
  docs: {
    customUsage: ["[FLAG]... NAME TEXT", "[FLAG]... NAME < FILE"],
    brief: "Type text, then press Enter",
    fullDescription: `Types text into a session as it is, then presses Enter. Everything after the name is text; flags go before the name.

Example: outlive session send build 'make test'`,
  },
})

const type = buildCommand<SessionFlags, [name: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./type.ts")).type),
  parameters: { flags: sessionFlags("session-text"), positional: { kind: "tuple", parameters: [sessionName, text] } },
  docs: {
    customUsage: ["[FLAG]... NAME TEXT", "[FLAG]... NAME < FILE"],
    brief: "Type text without pressing Enter",
    fullDescription: `Types text into a session as it is; nothing in it is taken for the name of a key. Everything after the name is text;
flags go before the name.

Example: outlive session type repl < program.py`,
  },
})

const keys = buildCommand<SessionFlags, [name: string, ...keys: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("./type.ts")).keys),
  parameters: {
    flags: sessionFlags("session-keys"),
    positional: { kind: "array", parameter: word("NAME KEY", "Name of the session, then the keys"), minimum: 2 },
  },
  docs: {
    customUsage: ["[FLAG]... NAME KEY..."],
    brief: "Press keys by their tmux names",
    fullDescription: `Presses keys in a session by their tmux names: C-c, Up, Enter, M-x, F5.

Example: outlive session keys repl Up Enter`,
  },
})

const interrupt = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./type.ts")).interrupt),
  parameters: { flags: sessionFlags("session-keys"), positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Press Ctrl-C",
    fullDescription: `Presses Ctrl-C in a session.

Example: outlive session interrupt build`,
  },
})

const attach = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./attach.ts")).attach),
  parameters: { flags: sessionFlags("error"), positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Open the live pane of a session",
    fullDescription: `Opens the live pane of a session on this terminal. Ctrl-B d detaches from it.

Example: outlive session attach web`,
  },
})

const stop = buildCommand<StopFlags, [name?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./stop.ts")).stop),
  parameters: {
    flags: {
      grace: duration("Wait DURATION between TERM and KILL (default: 5s)"),
      all: toggle("Stop all sessions, the tmux server and its socket"),
      yes: toggle("Do not ask for confirmation"),
      ...sessionFlags("session-stop", "session-stop-all"),
    },
    positional: { kind: "tuple", parameters: [{ ...sessionName, optional: true }] },
  },
  docs: {
    customUsage: ["NAME [FLAG]...", "--all [FLAG]..."],
    brief: "Stop a session and everything its program has started",
    fullDescription: `Ends everything that a session has started (HUP and TERM, then KILL), and then the session itself.

Example: outlive session stop web --grace 30s
Example: outlive session stop --all --yes`,
  },
})

const restore = buildCommand<SessionFlags, [], ApplicationContext>({
  loader: command(async () => (await import("./restore.ts")).restore),
  parameters: {
    flags: {
      ...sessionFlags("session-restore"),
      socket: option("tmux socket PATH (default: OUTLIVE_SOCKET, or all)", "PATH", readSocket),
    },
  },
  docs: {
    brief: "Restart every session that should be running, as after a reboot",
    fullDescription: `Restarts every session that was started with --restart always and was running when the machine or tmux went down.
Running it again changes nothing.

Example: outlive session restore`,
  },
})

const session = buildRouteMap({
  routes: { start, list, tail, idle, wait, send, type, keys, interrupt, attach, stop, restore },
  docs: {
    brief: "Run and control programs in sessions that outlive you",
    fullDescription: `Runs any program (a dev server, a tunnel, a worker, a REPL) in a tmux session of its own that outlives its starter.
It is plain tmux: tmux -S SOCKET sees the same sessions, and these commands see the sessions that tmux starts there.

Example: outlive session start web -- npm run dev
Example: outlive session wait web --ready 'listening on'`,
  },
})

/** The commands over sessions. */
export const sessions = { session }
