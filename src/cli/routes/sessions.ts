import { type ApplicationContext, buildCommand, buildRouteMap } from "@stricli/core"

import { restartPolicies } from "../../sessions/restart.ts"
import type { SessionFlags } from "../session/execute.ts"
import type { StartFlags } from "../session/start.ts"
import type { StopFlags } from "../session/stop.ts"
import type { TailFlags } from "../session/tail.ts"
import type { WaitFlags } from "../session/wait.ts"
import { command, duration, json, option, readNumber, toggle, variables, word } from "./command.ts"

const socket = option("The tmux socket (default: OUTLIVE_SOCKET, or OpenClaw's)", "PATH", String)

const sessionFlags = { socket, json } as const

const sessionName = word("NAME", "The name of a session")

const text = { ...word("TEXT", "What to type, whatever it begins with (default: stdin)"), optional: true } as const

const start = buildCommand<StartFlags, [name: string, ...words: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("../session/start.ts")).start),
  parameters: {
    flags: {
      dir: option("Where its program runs (default: the current directory)", "DIR", String),
      env: variables("A variable for its program"),
      historyLimit: option("Lines that the pane keeps (default: 10000)", "N", readNumber),
      restart: {
        kind: "enum",
        values: restartPolicies,
        brief: "Ends after which it is started again",
        default: "no",
      },
      maxRestarts: option("Restarts in a row before it is given up", "N", readNumber),
      ifAbsent: toggle("One that runs already is left as it is (the default)"),
      replace: toggle("One that runs already is stopped first"),
      ...sessionFlags,
    },
    positional: { kind: "array", parameter: word("NAME -- CMD", "What to call it; the program after --"), minimum: 1 },
  },
  docs: {
    customUsage: ["NAME [FLAG]... -- CMD [ARG]...", "NAME [FLAG]... -- 'SHELL COMMAND'", "NAME [FLAG]..."],
    brief: "Start a program in a session of its own; one that runs already is left as it is",
    fullDescription: `Starts a program, or your shell, in a tmux session that outlives whoever calls this. Several words are run as they
are; a single one with spaces is run by the shell. Running already, it prints so and changes nothing.

Example: outlive session start web --dir ~/project -- npm run dev
Example: outlive session start tunnel --restart always -- ssh -N -L 8080:localhost:80 host`,
  },
})

const list = buildCommand<SessionFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../session/list.ts")).list),
  parameters: { flags: sessionFlags },
  docs: {
    brief: "Show a table of all sessions, those that ended too",
    fullDescription: `Shows a table of all sessions: those that run, also those that tmux itself has started, and those that ended, with how
and when.

Example: outlive session list --json`,
  },
})

const tail = buildCommand<TailFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../session/tail.ts")).tail),
  parameters: {
    flags: {
      lines: option("How many lines (default: 30)", "N", readNumber),
      follow: toggle("Go on until the session ends"),
      ...sessionFlags,
    },
    aliases: { n: "lines", f: "follow" },
    positional: { kind: "tuple", parameters: [sessionName] },
  },
  docs: {
    brief: "Show the last lines of a session",
    fullDescription: `Shows the last lines of a session's history; of one that has ended, what was kept.

Example: outlive session tail web -n 100
Example: outlive session tail web -f`,
  },
})

const idle = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../session/idle.ts")).idle),
  parameters: { flags: sessionFlags, positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Tell whether the session's shell waits for a command",
    fullDescription: `Prints IDLE and exits with 0 where a shell is in the session's foreground and shows its prompt; otherwise RUNNING and
1. 3 where there is no such session.

Example: outlive session idle build && outlive session send build 'make test'`,
  },
})

const wait = buildCommand<WaitFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../session/wait.ts")).wait),
  parameters: {
    flags: {
      ready: option("Until its program has printed a line that matches", "REGEX", String),
      idle: toggle("Until its shell waits for a command"),
      exit: toggle("Until it has ended for good"),
      timeout: duration("How long at most (default: 15s)"),
      ...sessionFlags,
    },
    positional: { kind: "tuple", parameters: [sessionName] },
  },
  docs: {
    customUsage: ["NAME --ready REGEX [FLAG]...", "NAME --idle [FLAG]...", "NAME --exit [FLAG]..."],
    brief: "Wait until a session is ready, idle or has ended",
    fullDescription: `Waits, and prints the line that matched. A line that came before the wait, or has left the screen, counts as well.
124 when the time is over, 1 when the session ended before, 3 when there is none.

Example: outlive session wait web --ready 'listening on' --timeout 60s`,
  },
})

const send = buildCommand<SessionFlags, [name: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../session/type.ts")).send),
  parameters: { flags: sessionFlags, positional: { kind: "tuple", parameters: [sessionName, text] } },
  docs: {
    customUsage: ["[FLAG]... NAME TEXT", "[FLAG]... NAME < FILE"],
    brief: "Type text, then Enter",
    fullDescription: `Types text into a session as it is, then Enter. Whatever follows the name is text, flags come before it.

Example: outlive session send build 'make test'`,
  },
})

const type = buildCommand<SessionFlags, [name: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../session/type.ts")).type),
  parameters: { flags: sessionFlags, positional: { kind: "tuple", parameters: [sessionName, text] } },
  docs: {
    customUsage: ["[FLAG]... NAME TEXT", "[FLAG]... NAME < FILE"],
    brief: "Type text, without Enter",
    fullDescription: `Types text into a session as it is; nothing in it is read as the name of a key. Whatever follows the name is text,
flags come before it.

Example: outlive session type repl < program.py`,
  },
})

const keys = buildCommand<SessionFlags, [name: string, ...keys: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("../session/type.ts")).keys),
  parameters: {
    flags: sessionFlags,
    positional: { kind: "array", parameter: word("NAME KEY", "The name of a session, then keys"), minimum: 2 },
  },
  docs: {
    customUsage: ["[FLAG]... NAME KEY..."],
    brief: "Press keys, by tmux's names",
    fullDescription: `Presses keys in a session, by tmux's names: C-c, Up, Enter, M-x, F5.

Example: outlive session keys repl Up Enter`,
  },
})

const interrupt = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../session/type.ts")).interrupt),
  parameters: { flags: sessionFlags, positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Press Ctrl-C",
    fullDescription: `Presses Ctrl-C in a session.

Example: outlive session interrupt build`,
  },
})

const attach = buildCommand<SessionFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../session/attach.ts")).attach),
  parameters: { flags: sessionFlags, positional: { kind: "tuple", parameters: [sessionName] } },
  docs: {
    brief: "Look at the live pane of a session",
    fullDescription: `Shows the live pane of a session on this terminal; Ctrl-B d leaves it.

Example: outlive session attach web`,
  },
})

const stop = buildCommand<StopFlags, [name?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../session/stop.ts")).stop),
  parameters: {
    flags: {
      grace: duration("Between TERM and KILL (default: 5s)"),
      all: toggle("All sessions, then the tmux server and its socket"),
      yes: toggle("Do not ask"),
      ...sessionFlags,
    },
    positional: { kind: "tuple", parameters: [{ ...sessionName, optional: true }] },
  },
  docs: {
    customUsage: ["NAME [FLAG]...", "--all [FLAG]..."],
    brief: "End a session, with all that its program started",
    fullDescription: `Ends what runs in a session (HUP and TERM, then KILL), with all that it started, and then the session.

Example: outlive session stop web --grace 30s
Example: outlive session stop --all --yes`,
  },
})

const restore = buildCommand<SessionFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../session/restore.ts")).restore),
  parameters: {
    flags: { ...sessionFlags, socket: option("Only the sessions of this socket (default: all)", "PATH", String) },
  },
  docs: {
    brief: "Start again what was to run always, as after a reboot",
    fullDescription: `Starts again every session that was started with --restart always and was running when the machine or tmux went down.
Run twice it does nothing more.

Example: outlive session restore`,
  },
})

/** The commands over sessions. */
export const session = buildRouteMap({
  routes: { start, list, tail, idle, wait, send, type, keys, interrupt, attach, stop, restore },
  docs: {
    brief: "Run any program in a session that outlives you, and steer it",
    fullDescription: `Runs any program in a tmux session of its own, on a socket of its own, that outlives whoever started it: dev servers,
tunnels, workers, REPLs. It is plain tmux: tmux -S SOCKET sees the same sessions, and these commands see what it starts.

Example: outlive session start web -- npm run dev
Example: outlive session wait web --ready 'listening on'`,
  },
})
