import { inspectProcess } from "../os/process/processes.ts"
import { askProgram, describeRunFailure } from "../os/process/run.ts"
import { randomHex } from "../os/randomHex.ts"
import { inUtf8, isAtLeast, look, lookTimeoutSeconds, ownerOption, serverOf, type Session, targetOf } from "./client.ts"

/** The active pane of a session's current window, which tmux takes where a command names only the session. */
export interface Pane {
  readonly session: string
  /** outlive's mark of the session; empty where outlive has not started it. */
  readonly owner: string
  /** When the session was made, in seconds since the epoch. */
  readonly createdAt: number
  /** The process that tmux has started in the pane. */
  readonly processId: number
  /** The terminal device. */
  readonly terminal: string
  /** The program in the foreground, as tmux names it. */
  readonly program: string
  /** How many lines have left the screen at its top and are kept. */
  readonly historySize: number
  /** Column and row of the cursor, from 0. */
  readonly cursor: { readonly column: number; readonly row: number }
  /** Its program has ended, and tmux was told to keep the pane. (tmux(1), remain-on-exit) */
  readonly isDead: boolean
  /** How the program ended, where tmux tells: its exit code, or (from 3.3 on) the number of the signal. */
  readonly exitCode: number | undefined
  readonly signal: number | undefined
  /** What it shows goes through a pipe. */
  readonly isPiped: boolean
  /** The version of the server. */
  readonly version: string
  /** The words that the pane was started with, as tmux tells them; empty for the default shell. */
  readonly startCommand: string
}

/** What tmux answers about all panes of a server. */
export type PaneListing =
  /** No server listens on the socket. */
  | { readonly _tag: "NoServer" }
  /** There is no tmux on PATH. */
  | { readonly _tag: "NoTmux" }
  /** A server is there, but its answer is not understood; `said` is tmux's message. */
  | { readonly _tag: "Unusable"; readonly said: string }
  | { readonly _tag: "Listed"; readonly panes: ReadonlyArray<Pane> }

/** Between the fields of a line. tmux allows no tab in a name, and escapes one in the command that it prints. */
const separator = "\t"

const fields = [
  "#{window_active}#{pane_active}",
  ...["#{session_name}", `#{${ownerOption}}`, "#{session_created}", "#{pane_pid}", "#{pane_tty}"],
  ...["#{pane_current_command}", "#{history_size}", "#{cursor_x}", "#{cursor_y}"],
  ...[
    "#{pane_dead}",
    "#{pane_dead_status}",
    "#{pane_dead_signal}",
    "#{pane_pipe}",
    "#{version}",
    "#{pane_start_command}",
  ],
]

/** The active panes of all sessions of a server, with one run of tmux. */
export const listPanes = (socket: string): PaneListing => {
  for (let attempt = 1; ; attempt++) {
    const listing = askForPanes(socket)
    // A server that is just ending says this once; one of another version says it every time.
    if (listing._tag !== "Unusable" || !/server exited|lost server/.test(listing.said)) return listing
    if (attempt === mostAttempts) return listing
    Bun.sleepSync(retryMillis)
  }
}

const mostAttempts = 5
const retryMillis = 20

const askForPanes = (socket: string): PaneListing => {
  const words = [inUtf8, ...serverOf({ socket }), "list-panes", "-a", "-F", fields.join(separator)]
  const answer = askProgram("tmux", words, lookTimeoutSeconds)
  if (answer === "not found") return { _tag: "NoTmux" }
  if (typeof answer === "string") return { _tag: "Unusable", said: describeRunFailure("tmux", answer) }
  const said = answer.stderr.trim()
  // A server without a session: it is just ending, or the user keeps it. (tmux(1), exit-empty)
  if (said.includes("no current target")) return { _tag: "Listed", panes: [] }
  if (answer.exitCode !== 0) return saysThatNobodyListens(said) ? { _tag: "NoServer" } : { _tag: "Unusable", said }
  // tmux exits with 0 all the same when the server is too old for the client.
  if (said.includes("too old")) return { _tag: "Unusable", said }
  const panes = answer.stdout.split("\n").flatMap((line) => {
    const [active, ...values] = line.split(separator)
    return active === "11" ? [paneFrom(values)] : []
  })
  return { _tag: "Listed", panes }
}

/** Whether the client has found no server. What it says depends on what is at the socket's path. */
const saysThatNobodyListens = (said: string): boolean =>
  /no server running|No such file or directory|Connection refused/.test(said)

const paneFrom = (values: ReadonlyArray<string>): Pane => {
  const [session = "", owner = "", createdAt, processId, terminal = "", program = ""] = values
  const [historySize, column, row, dead, exitCode, signal, pipe, version = ""] = values.slice(6)
  return {
    session,
    owner,
    createdAt: Number(createdAt),
    processId: Number(processId),
    terminal,
    program,
    historySize: Number(historySize),
    cursor: { column: Number(column), row: Number(row) },
    isDead: dead === "1",
    exitCode: numberFrom(exitCode),
    signal: numberFrom(signal),
    isPiped: pipe === "1",
    version,
    startCommand: values.slice(14).join(separator),
  }
}

const numberFrom = (text: string | undefined): number | undefined =>
  text === undefined || text === "" ? undefined : Number(text)

/**
 * The processes that tmux has started in the session's panes, except in panes that another session shows as well. A session
 * of the same name with another owner is another session. The ids of a server in another PID namespace mean nothing here.
 */
export const processesOf = (session: Session): ReadonlyArray<number> => {
  const format = ["#{pane_pid}", `#{${ownerOption}}`, "#{session_name}", "#{pid}"].join(separator)
  const words = ["list-panes", "-a", "-F", format]
  const answer = look(session, words)
  if (typeof answer === "string" || answer.exitCode !== 0) return []
  const panes = answer.stdout.split("\n").map((line) => line.split(separator))
  const isOf = ([, owner, name]: ReadonlyArray<string>) =>
    name === session.name && (session.owner === undefined || session.owner === owner)
  const others = new Set(panes.filter((pane) => !isOf(pane)).map(([pid]) => pid))
  return panes.flatMap((pane) => {
    const [pid, , , server] = pane.map(Number)
    return isOf(pane) && !others.has(pane[0]) && pid !== undefined && isChild(pid, server) ? [pid] : []
  })
}

/** Only Linux has PID namespaces. */
const isChild = (pid: number, parent: number | undefined): boolean =>
  process.platform !== "linux" || inspectProcess(pid)?.parent === parent

/**
 * The history and the screen of a session's active pane: wrapped lines joined, empty rows at the end removed. `undefined`
 * where there is no such session. `lines` is how many lines of history to read. `version` is the server's.
 */
export const readPane = (session: Session, version: string, lines: number | "all"): string | undefined => {
  const answer = look(session, capture(targetOf(session), lines))
  return typeof answer === "string" || answer.exitCode !== 0 ? undefined : textOf(answer.stdout, version)
}

const textOf = (captured: string, version: string): string => {
  // Earlier versions fill lines with blanks that no program has written.
  const text = isAtLeast(version, "3.3") ? captured : captured.replace(/ +$/gm, "")
  return text.replace(/(\n *)+$/, "\n")
}

/** `readPane` of all lines, and the text of the cursor's row, both of the same moment. */
export const readPaneAndCursorRow = (
  session: Session,
  version: string,
): { readonly text: string; readonly cursorRow: string } | undefined => {
  const target = targetOf(session)
  // tmux does all commands of one run before it reads from a program again.
  const answer = look(session, [
    ...["display-message", "-p", "-t", target, "#{cursor_y} #{pane_height}", ";"],
    ...["capture-pane", "-p", "-t", target, ";"],
    ...capture(target, "all"),
  ])
  if (typeof answer === "string" || answer.exitCode !== 0) return undefined
  const [place = "", ...lines] = answer.stdout.split("\n")
  const [row = 0, height = 0] = place.split(" ").map(Number)
  return { text: textOf(lines.slice(height).join("\n"), version), cursorRow: lines[row] ?? "" }
}

/** The text in a row of the active pane's screen, counted from 0; empty where there is no such session. */
export const readRow = (session: Session, row: number): string => {
  const words = ["capture-pane", "-p", "-t", targetOf(session), "-S", String(row), "-E", String(row)]
  const answer = look(session, words)
  return typeof answer === "string" ? "" : answer.stdout.replace(/\n$/, "")
}

/** The screens of several sessions of one server, in their order, with one run of tmux. */
export const readScreens = (socket: string, sessions: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (sessions.length === 0) return []
  const border = `outlive-${randomHex(6)}`
  const commands = sessions.flatMap((name) => {
    const target = targetOf({ name, socket })
    return ["display-message", "-p", "-t", target, border, ";", ...capture(target, 0), ";"]
  })
  const answer = look({ socket }, commands.slice(0, -1))
  return typeof answer === "string" ? [] : answer.stdout.split(`${border}\n`).slice(1)
}

const capture = (target: string, lines: number | "all"): ReadonlyArray<string> => [
  ...["capture-pane", "-p", "-J", "-t", target],
  ...(lines === 0 ? [] : ["-S", lines === "all" ? "-" : `-${lines}`]),
]
