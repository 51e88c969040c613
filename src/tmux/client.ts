import { askProgram } from "../os/process/run.ts"

/** A tmux session. Every command aims at exactly this one, never at one whose name begins with its name. */
export interface Session {
  readonly name: string
  /** The socket of its server; `undefined` is the server that tmux chooses by the environment. */
  readonly socket: string | undefined
  /**
   * The mark that outlive gave it at its start. A session of the same name with another mark, or none, is another session.
   * `undefined`: any session of this name.
   */
  readonly owner?: string
}

/** tmux answers at once. A server that does not within this time is stuck, and its client is killed. */
export const timeoutSeconds = 10

/** The same for a question that blocks the caller. */
export const lookTimeoutSeconds = 2

/** The user option that holds a session's `owner`. (tmux(1), OPTIONS) */
export const ownerOption = "@outlive_owner"

/**
 * `=` asks for the exact name. The colon marks it as a session's; older versions need that where a pane is wanted.
 * tmux keeps a session `a.b` under the name `a_b`, since the dot separates windows from panes in a target.
 */
export const targetOf = ({ name }: Session): string => `=${name.replaceAll(".", "_")}:`

/** The words that choose the server. */
export const serverOf = ({ socket }: Pick<Session, "socket">): ReadonlyArray<string> =>
  socket === undefined ? [] : ["-S", socket]

/** A semicolon at the end of an argument would separate two commands. (tmux(1), Parsing syntax) */
export const asArgument = (word: string): string => (word.endsWith(";") ? `${word.slice(0, -1)}\\;` : word)

/** Without this a client whose locale knows no UTF-8 gets `_` for every character beyond ASCII, and for tabs. (tmux(1)) */
export const inUtf8 = "-u"

/** Asks tmux, and blocks until it answers. Its stderr is not kept. */
export const look = (server: Pick<Session, "socket">, commands: ReadonlyArray<string>) =>
  askProgram("tmux", [inUtf8, ...serverOf(server), ...commands], lookTimeoutSeconds, { withoutErrors: true })

/** Whether `version` is `least` or later. It may be `3.3a`, `next-3.4`, or `master`, which is later than any number. */
export const isAtLeast = (version: string, least: string): boolean => {
  if (/^[a-z]+$/.test(version)) return true
  const [major = 0, minor = 0] = version
    .replace(/^next-/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10))
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
