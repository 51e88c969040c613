import { askProgram } from "../os/process/run.ts"

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

/** tmux answers at once; one that does not within this time is stuck, and its client is ended. */
export const timeoutSeconds = 10

/** The same for a look, which holds everything else up. */
export const lookTimeoutSeconds = 2

/** An option of the user's kind, which tmux itself has no use for: the session's `owner`. */
export const ownerOption = "@outlive_owner"

/**
 * `=` asks for the exact name, and the colon says that it is a session's, which older versions want for panes.
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

/** Asks for something that holds everything else up; what tmux says on stderr is not kept. */
export const look = (server: Pick<Session, "socket">, commands: ReadonlyArray<string>) =>
  askProgram("tmux", [inUtf8, ...serverOf(server), ...commands], lookTimeoutSeconds, { withoutErrors: true })

/** Whether `version` (`3.3a`, or `next-3.4`, or `master`, which is later than any) is that one or a later one. */
export const isAtLeast = (version: string, least: string): boolean => {
  if (/^[a-z]+$/.test(version)) return true
  const [major = 0, minor = 0] = version
    .replace(/^next-/, "")
    .split(".")
    .map((part) => Number.parseInt(part, 10))
  const [leastMajor = 0, leastMinor = 0] = least.split(".").map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}
