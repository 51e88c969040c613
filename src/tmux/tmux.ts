import { mkdirSync } from "node:fs"
import { dirname } from "node:path"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { Environment } from "../os/environment.ts"
import { errorCodeOf } from "../os/errorCode.ts"
import { askProgram, runProgram } from "../os/run.ts"
import { quoteForShell } from "../os/shell.ts"

/** A tmux session. Every command aims at exactly this one, never at one whose name begins with its name. */
export interface Session {
  readonly name: string
  /** The socket of its server; `undefined` is the server that tmux chooses by the environment. */
  readonly socket: string | undefined
  /**
   * The mark that it was started with, where it was: another session of the same name, which somebody else has started,
   * is not this one.
   */
  readonly owner?: string
}

/** What tmux answered about the pane of a session. */
export type PaneView =
  | { readonly _tag: "SessionGone" }
  /** tmux did not answer in time, or could not read the pane. */
  | { readonly _tag: "Unreadable" }
  | { readonly _tag: "Seen"; readonly text: string; readonly processId: number }

/** tmux would not start a session; `said` is its own word for why. */
export class SessionRefused extends Data.TaggedError("SessionRefused")<{
  readonly session: Session
  readonly said: string
}> {}

/** tmux answers at once; one that does not within this time is stuck, and its client is ended. */
const timeoutSeconds = 10

/** The same for a look, which holds everything else up. */
const lookTimeoutSeconds = 2

/** History lines above the visible ones that a look at a pane includes. (docs/protocol.md, Monitor) */
const historyLines = 30

/**
 * The session's active pane, its last lines and the process that runs in it, with one run of tmux.
 *
 * Without a session, without a server and without a tmux on PATH the session is gone. A client that could not be
 * started, was killed or took too long says nothing about it.
 */
export const viewPane = (session: Session): PaneView => {
  const target = targetOf(session)
  const exists = ["has-session", "-t", target]
  const tellProcess = ["display-message", "-p", "-t", target, `#{pane_pid} #{${ownerOption}}`]
  const capture = ["capture-pane", "-p", "-t", target, "-S", `-${historyLines}`]
  const answer = ask(session, [...exists, ";", ...tellProcess, ";", ...capture])
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
  const answer = ask(session, ["has-session", "-t", target, ";", ...tellOwner])
  if (typeof answer === "string" || answer.exitCode !== 0) return false
  return session.owner === undefined || answer.stdout.trim() === session.owner
}

/** The process id of the session's server; `undefined` where there is none. */
export const serverProcess = (socket: string | undefined): number | undefined => {
  const answer = ask({ socket }, ["display-message", "-p", "#{pid}"])
  const pid = typeof answer === "string" ? Number.NaN : Number.parseInt(answer.stdout, 10)
  return Number.isNaN(pid) ? undefined : pid
}

/** What a new session runs, and how. */
export interface NewSession {
  /** The program of its only pane, which has no shell. */
  readonly program: ReadonlyArray<string>
  /** Where the pane begins. */
  readonly directory: string
  /**
   * A shell command that gets all that the pane shows, from its first byte on. It must not have `#` or `%`, which tmux
   * fills in: see `quoteForTmux`.
   */
  readonly pipe: string
  /** What tmux sees of the environment; a server that this starts keeps it. */
  readonly environment: Environment
  /** Words before tmux's own: they run the rest of the command elsewhere. */
  readonly through: ReadonlyArray<string>
}

/** An option of the user's kind, which tmux itself has no use for. */
const ownerOption = "@outlive_task"

/** Makes the directory of the socket, which tmux does for one that it chooses itself; says why where that is refused. */
const whyNoSocket = (socket: string): string | undefined => {
  try {
    mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
    return undefined
  } catch (error) {
    return `there can be no socket ${socket} (${errorCodeOf(error)})`
  }
}

/** The size of a pane that nobody looks at. */
const columns = 120
const rows = 30

/**
 * Starts the session, and its server where there is none.
 *
 * One command for all of it: the pipe is there before the pane's first byte is read, and options of the user's that
 * would end the session with its last client, or keep a pane whose program has ended, never get to work.
 */
export const startSession = (session: Session, start: NewSession): Effect.Effect<void, SessionRefused> =>
  Effect.suspend(() => {
    const refusal = session.socket === undefined ? undefined : whyNoSocket(session.socket)
    if (refusal !== undefined) return Effect.fail(new SessionRefused({ session, said: refusal }))
    const target = targetOf(session)
    const words = [
      ...["tmux", ...serverOf(session), "new-session", "-d", "-s", session.name, "-x", `${columns}`, "-y", `${rows}`],
      ...[...start.program.map(asArgument), ";"],
      ...(session.owner === undefined ? [] : ["set-option", "-t", target, ownerOption, session.owner, ";"]),
      ...["set-option", "-t", target, "destroy-unattached", "off", ";"],
      ...["set-option", "-w", "-t", target, "remain-on-exit", "off", ";"],
      ...["pipe-pane", "-t", target, start.pipe],
    ]
    const [program = "tmux", ...parameters] = [...start.through, ...words]
    // The pane begins in the directory of the client: as an argument tmux would take parts of it for formats, and run them.
    const answer = askProgram(program, parameters, timeoutSeconds, start)
    if (typeof answer === "string") {
      return Effect.fail(new SessionRefused({ session, said: `${program} was ${answer}` }))
    }
    return answer.exitCode === 0
      ? Effect.void
      : Effect.fail(new SessionRefused({ session, said: answer.stderr.trim().split("\n").at(-1) ?? "" }))
  }).pipe(
    // The last session of a server takes it along, and whoever asks for a new one at that moment meets its end.
    Effect.retry({ while: ({ said }) => /server exited|lost server|no server|refused/.test(said), times: 5 }),
  )

/** Types `text` into the session's pane, then Enter; says whether tmux took it. */
export const typeLine = (session: Session, text: string): Effect.Effect<boolean> => {
  const type = ["send-keys", "-t", targetOf(session)]
  return succeeds(session, [...type, "-l", "--", text, ";", ...type, "Enter"])
}

/** Turns the pipe of the session's pane off and ends the session; says whether tmux did as it was told. */
export const endSession = (session: Session): Effect.Effect<boolean> => {
  const target = targetOf(session)
  if (session.owner === undefined)
    return succeeds(session, ["pipe-pane", "-t", target, ";", "kill-session", "-t", target])
  // In one step, so that no other session of this name can come in between. The target needs no quotes.
  const isOwn = `#{==:#{${ownerOption}},${session.owner}}`
  return succeeds(session, [
    "if-shell",
    "-F",
    "-t",
    target,
    isOwn,
    `pipe-pane -t ${target} ; kill-session -t ${target}`,
  ])
}

/** The words that show the session to whoever sits at this terminal. */
export const attachment = (session: Session): ReadonlyArray<string> => [
  "tmux",
  ...serverOf(session),
  "attach-session",
  "-t",
  targetOf(session),
]

/** The version, as `3.3a`; `undefined` where there is no tmux, or what is there does not tell. */
export const version = (): string | undefined => {
  const answer = askProgram("tmux", ["-V"], lookTimeoutSeconds)
  return typeof answer === "string" ? undefined : /(\d+\.\d+\S*)/.exec(answer.stdout)?.[1]
}

/** The oldest version that has all that is used here. */
export const oldestVersion = "2.6"

/** Whether `given` is `oldestVersion` or newer. */
export const isRecentEnough = (given: string): boolean => {
  const [major = 0, minor = 0] = given.split(".").map((part) => Number.parseInt(part, 10))
  const [leastMajor = 0, leastMinor = 0] = oldestVersion.split(".").map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/**
 * `=` asks for the exact name, and the colon says that it is a session's, which older versions want for panes.
 * tmux keeps a session `a.b` under the name `a_b`, since the dot separates windows from panes in a target.
 */
const targetOf = ({ name }: Session): string => `=${name.replaceAll(".", "_")}:`

const serverOf = ({ socket }: Pick<Session, "socket">): ReadonlyArray<string> =>
  socket === undefined ? [] : ["-S", socket]

/** A semicolon at the end of an argument would separate two commands. (tmux(1), Parsing syntax) */
const asArgument = (word: string): string => (word.endsWith(";") ? `${word.slice(0, -1)}\\;` : word)

/** `text` as one word of a shell command in which tmux finds no format and no time to fill in. */
export const quoteForTmux = (text: string): string => {
  if (!/[#%]/.test(text)) return quoteForShell(text)
  const bytes = [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`)
  return `"$(printf '${bytes.join("")}')"`
}

const ask = (session: Pick<Session, "socket">, commands: ReadonlyArray<string>) =>
  askProgram("tmux", [...serverOf(session), ...commands], lookTimeoutSeconds, { withoutErrors: true })

/** Runs tmux commands, with `;` between them, in one client, and says whether none failed; one that does ends them. */
const succeeds = (session: Session, commands: ReadonlyArray<string>): Effect.Effect<boolean> =>
  runProgram("tmux", [...serverOf(session), ...commands], { timeoutSeconds }).pipe(
    Effect.map((exitCode) => exitCode === 0),
    Effect.orElseSucceed(() => false),
  )
