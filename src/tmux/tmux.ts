import { mkdirSync } from "node:fs"
import { dirname } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { errorCodeOf } from "../os/files/errorCode.ts"
import { privateDirectoryMode } from "../os/files/privateModes.ts"
import type { Environment } from "../os/process/environment.ts"
import { askProgram, describeRunFailure, runProgram } from "../os/process/run.ts"
import { quoteForShell } from "../os/process/shell.ts"
import { lineModeOf } from "../os/terminal/lineMode.ts"
import {
  asArgument,
  isAtLeast,
  look,
  lookTimeoutSeconds,
  ownerOption,
  serverOf,
  type Session,
  targetOf,
  timeoutSeconds,
} from "./client.ts"
import { leaveModes } from "./typing.ts"

export type { Session } from "./client.ts"

/** What tmux answered about the pane of a session. */
export type PaneView =
  | { readonly _tag: "SessionGone" }
  /** tmux did not answer in time, or could not read the pane. */
  | { readonly _tag: "Unreadable" }
  | { readonly _tag: "Seen"; readonly text: string; readonly processId: number }

/** tmux has a session of this name already; `said` is its message. */
export class SessionNameTaken extends Data.TaggedError("SessionNameTaken")<{
  readonly session: Session
  readonly said: string
}> {}

/** tmux would not start a session; `said` is its message. */
export class SessionRefused extends Data.TaggedError("SessionRefused")<{
  readonly session: Session
  readonly said: string
}> {}

/** Why there is no new session. */
export type StartError = SessionNameTaken | SessionRefused

/** History lines above the visible ones that a look at a pane includes. (docs/protocol.md, Monitor) */
const historyLines = 30

/**
 * The session's active pane, its last lines and the process that runs in it, with one run of tmux.
 *
 * Without such a session, without a server and without tmux on PATH the session is gone. A client that could not be
 * started, was killed or took too long proves nothing: the pane is unreadable.
 */
export const viewPane = (session: Session): PaneView => {
  const target = targetOf(session)
  const exists = ["has-session", "-t", target]
  const tellProcess = ["display-message", "-p", "-t", target, `#{pane_pid} #{${ownerOption}}`]
  const capture = ["capture-pane", "-p", "-t", target, "-S", `-${historyLines}`]
  const answer = look(session, [...exists, ";", ...tellProcess, ";", ...capture])
  if (typeof answer === "string") return { _tag: answer === "not found" ? "SessionGone" : "Unreadable" }
  const firstLine = /^(\d+) (.*)\n/.exec(answer.stdout)
  if (firstLine === null) return { _tag: "SessionGone" }
  if (session.owner !== undefined && firstLine[2] !== session.owner) return { _tag: "SessionGone" }
  if (answer.exitCode !== 0) return { _tag: "Unreadable" }
  return { _tag: "Seen", text: answer.stdout.slice(firstLine[0].length), processId: Number(firstLine[1]) }
}

/** Whether there is such a session, as far as tmux answers. */
export const hasSession = (session: Session): boolean => {
  const target = targetOf(session)
  const tellOwner = ["display-message", "-p", "-t", target, `#{${ownerOption}}`]
  const answer = look(session, ["has-session", "-t", target, ";", ...tellOwner])
  if (typeof answer === "string" || answer.exitCode !== 0) return false
  return session.owner === undefined || answer.stdout.trim() === session.owner
}

/** The process id of the session's server; `undefined` where there is none. */
export const serverProcess = (socket: string | undefined): number | undefined => {
  const answer = look({ socket }, ["display-message", "-p", "#{pid}"])
  const pid = typeof answer === "string" ? Number.NaN : Number.parseInt(answer.stdout, 10)
  return Number.isNaN(pid) ? undefined : pid
}

/** What a new session runs, and how. */
export interface NewSession {
  /** The program of its only pane, which has no shell. */
  readonly program: ReadonlyArray<string>
  /** Where the pane begins. */
  readonly directory: string
  /** How many lines of history the pane keeps; by default as many as the user has set. */
  readonly historyLimit?: number
  /**
   * A shell command that gets all that the pane shows, from its first byte on. It must not contain `#` or `%`, which tmux
   * expands: see `quoteForTmux`.
   */
  readonly pipe: string
  /** The environment of the tmux client; a server that it starts keeps it. */
  readonly environment: Environment
  /** Words before `tmux` that run it elsewhere, as in another control group. */
  readonly through: ReadonlyArray<string>
}

/** Makes the socket's directory, as tmux does only for a socket of its own choice; says why where the system refuses. */
const whyNoSocket = (socket: string): string | undefined => {
  try {
    mkdirSync(dirname(socket), { recursive: true, mode: privateDirectoryMode })
    return undefined
  } catch (error) {
    return `there can be no socket ${socket} (${errorCodeOf(error)})`
  }
}

/** The size of a pane while no client is attached. */
const columns = 120
const rows = 30

/**
 * Starts the session, and its server where there is none.
 *
 * All in one command: the pipe is there before the pane's first byte is read, and the user's options have no time to end
 * the session or the server, or to keep a pane whose program has ended. A hook of the user's may have opened another pane
 * or window by then: the first one is made active again.
 */
export const startSession = (session: Session, start: NewSession): Effect.Effect<void, StartError> =>
  Effect.suspend(() => {
    const refusal = session.socket === undefined ? undefined : whyNoSocket(session.socket)
    if (refusal !== undefined) return Effect.fail(new SessionRefused({ session, said: refusal }))
    const target = targetOf(session)
    const newSession = ["new-session", "-d", "-s", session.name, "-x", `${columns}`, "-y", `${rows}`]
    const words = [
      ...["tmux", ...serverOf(session)],
      ...withHistoryLimit(session, start.historyLimit, [...newSession, ...start.program.map(asArgument)]),
      ...(session.owner === undefined ? [] : ["set-option", "-t", target, ownerOption, session.owner, ";"]),
      ...["select-window", "-t", `${target}^`, ";", "select-pane", "-t", `${target}^.{top-left}`, ";"],
      ...["set-option", "-s", "exit-unattached", "off", ";"],
      ...["set-option", "-t", target, "destroy-unattached", "off", ";"],
      ...["set-option", "-w", "-t", target, "remain-on-exit", "off", ";"],
      ...["pipe-pane", "-t", target, start.pipe],
    ]
    const [program = "tmux", ...parameters] = [...start.through, ...words]
    // The pane begins in the client's directory. As an argument, tmux would expand formats in it, and run commands in those.
    const answer = askProgram(program, parameters, timeoutSeconds, start)
    if (typeof answer === "string") {
      return Effect.fail(new SessionRefused({ session, said: describeRunFailure(program, answer) }))
    }
    // A client that cannot make the socket says so, and exits with 0.
    if (answer.exitCode === 0 && !answer.stderr.startsWith("error ")) return Effect.void
    if (start.historyLimit !== undefined) look(session, resetHistoryLimit)
    const said = answer.stderr.trim().split("\n").at(-1) ?? ""
    return Effect.fail(
      said.includes("duplicate session")
        ? new SessionNameTaken({ session, said })
        : new SessionRefused({ session, said }),
    )
  }).pipe(
    // A server ends with its last session. A client that asks for a new one at that moment fails, and tries again.
    Effect.retry({ while: ({ said }) => /server exited|lost server|no server|refused/.test(said), times: 5 }),
  )

/**
 * Before 3.7 a pane gets its limit from the server's default when it is made, so the default is changed for a moment. Its
 * usual value stays in an option until it is restored, and is not overwritten: if this process dies in between, the next
 * one restores it.
 *
 * From 3.7 on the default holds for every living pane, and a session may have a limit of its own at any time.
 */
const withHistoryLimit = (session: Session, limit: number | undefined, newSession: ReadonlyArray<string>) => {
  const begin = [...newSession, ";"]
  if (limit === undefined) return begin
  if (isAtLeast(version() ?? "", "3.7")) {
    return [...begin, "set-option", "-t", targetOf(session), "history-limit", String(limit), ";"]
  }
  return [
    ...["set-option", "-gqoF", usualHistoryLimit, "#{history-limit}", ";"],
    ...["set-option", "-g", "history-limit", String(limit), ";"],
    ...begin,
    ...[...resetHistoryLimit, ";"],
  ]
}

const usualHistoryLimit = "@outlive_usual_history_limit"

const resetHistoryLimit = [
  ...["set-option", "-gF", "history-limit", `#{${usualHistoryLimit}}`, ";"],
  ...["set-option", "-gqu", usualHistoryLimit],
]

/** The current directory of the program in the session's pane; `undefined` where tmux does not tell. */
export const paneDirectory = (session: Session): string | undefined => tellOfPane(session, "#{pane_current_path}")

/**
 * Types `text` into the session's pane as a line of its own, then Enter; says whether tmux took it. What a user has typed
 * there and not sent would become part of the line. A shell that edits it, and a terminal that reads lines, discard it for
 * Control-U; a shell only up to the cursor, hence Control-E. To others these keys are text.
 */
export const typeLine = (session: Session, text: string): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    const target = targetOf(session)
    const type = ["send-keys", "-t", target]
    const terminal = tellOfPane(session, "#{pane_tty}")
    const discards = terminal === undefined || lineModeOf(terminal).isEdited
    return succeeds(session, [
      ...[...leaveModes(target, version() ?? ""), ";"],
      ...(discards ? [...type, "C-e", "C-u", ";"] : []),
      ...[...type, "-l", "--", text, ";"],
      ...[...type, "Enter"],
    ])
  })

/** What tmux makes of the format for the session's pane; `undefined` where that is empty, or there is no such session. */
const tellOfPane = (session: Session, format: string): string | undefined => {
  const answer = look(session, ["display-message", "-p", "-t", targetOf(session), format])
  const told = typeof answer === "string" ? "" : answer.stdout.replace(/\n$/, "")
  return told === "" ? undefined : told
}

/** Turns the pipe of the session's pane off and ends the session; says whether tmux succeeded. */
export const endSession = (session: Session): Effect.Effect<boolean> => {
  const target = targetOf(session)
  // A pane whose program has ended has no pipe, and a pipe-pane for it would end the tmux server.
  const unpipe = ["if-shell", "-F", "-t", target, "#{pane_dead}", "", `pipe-pane -t '${target}'`]
  if (session.owner === undefined) return succeeds(session, [...unpipe, ";", "kill-session", "-t", target])
  // In one step, so that no other session of this name can come in between. The target needs no quotes.
  const isOwn = `#{==:#{${ownerOption}},${session.owner}}`
  const end = `if-shell -F -t ${target} "#{pane_dead}" "" "pipe-pane -t ${target}" ; kill-session -t ${target}`
  return succeeds(session, ["if-shell", "-F", "-t", target, isOwn, end])
}

/** Ends the server, with every session that is left in it; says whether there was one. */
export const endServer = (socket: string): Effect.Effect<boolean> => succeeds({ socket }, ["kill-server"])

/** The command that attaches this terminal to the session. */
export const attachment = (session: Session): ReadonlyArray<string> => [
  "tmux",
  ...serverOf(session),
  "attach-session",
  "-t",
  targetOf(session),
]

/** The version, as `3.3a`; `undefined` where there is no tmux, or it does not tell. */
export const version = (): string | undefined => (known ??= askVersion())

/** The version does not change while a command runs. */
let known: string | undefined

const askVersion = (): string | undefined => {
  const answer = askProgram("tmux", ["-V"], lookTimeoutSeconds)
  // A tmux that was built from its sources may have no number: `tmux master`.
  return typeof answer === "string" ? undefined : /(?:^tmux |-)(\d+\.\d+\S*|[a-z]+$)/m.exec(answer.stdout)?.[1]
}

/** The oldest version that has all that is used here. */
export const oldestVersion = "2.6"

/** There is no tmux, or one that is too old. */
export class NoTmux extends Data.TaggedError("NoTmux")<{ readonly version: string | undefined }> {}

/** Checks that there is a tmux that can be used. */
export const requireTmux: Effect.Effect<void, NoTmux> = Effect.suspend(() => {
  const found = version()
  return found !== undefined && isRecentEnough(found) ? Effect.void : Effect.fail(new NoTmux({ version: found }))
})

/** Whether `given` is `oldestVersion` or newer. */
export const isRecentEnough = (given: string): boolean => isAtLeast(given, oldestVersion)

/** `text` as one word of a shell command, without `#` and `%`: tmux would expand formats and times. */
export const quoteForTmux = (text: string): string => {
  if (!/[#%]/.test(text)) return quoteForShell(text)
  const bytes = [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
  return `"$(printf '${bytes.join("")}')"`
}

/** Runs tmux commands, with `;` between them, in one client. The first that fails ends them; says whether none did. */
const succeeds = (session: Pick<Session, "socket">, commands: ReadonlyArray<string>): Effect.Effect<boolean> =>
  runProgram("tmux", [...serverOf(session), ...commands], { timeoutSeconds }).pipe(
    Effect.map((exitCode) => exitCode === 0),
    Effect.orElseSucceed(() => false),
  )
