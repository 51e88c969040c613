import { isatty } from "node:tty"

import { identify, isProcess, type ProcessIdentity } from "../os/processes.ts"
import type { State } from "./record.ts"
import { type StopOrder, stopOrderIn } from "./stopOrder.ts"

/** Why a session is over. */
export type EndCause = (State["phase"] & { readonly _tag: "Ended" })["cause"]

/** How far the TERM to this process and the end of the tmux server are apart when a machine goes down. */
const shutdownSeconds = 10

/** What a session's host is told. */
export interface Orders {
  /** `session stop` wants the end. */
  readonly stop: Latch<StopOrder>
  /** The terminal is gone. */
  readonly hangUp: Latch<true>
  /** Whether this is to end, and why; what a terminal that is gone means takes a moment to be seen. */
  readonly end: () => Promise<EndCause | "server lost" | undefined>
}

/** A server that was told to end, or has lost its last session, is gone after this. */
const serverEndsMillis = 500

/** Between two looks whether it is. */
const pollMillis = 10

/** Signals that somebody may send to the program's whole group, and that mean nothing to its host. */
const ofTheProgram = [
  ...(["SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"] as const),
  ...(["SIGPROF", "SIGIO", "SIGSYS", "SIGXCPU", "SIGXFSZ"] as const),
]

/**
 * Signals reach this process together with its program: keys of the terminal, and `kill 0` in a script's trap. So a signal
 * alone means nothing; what counts is the order in `stop.json`, and whether the terminal is there.
 */
export const listenForOrders = (directory: string): Orders => {
  const server = ownServer()
  const stop = makeLatch<StopOrder>()
  const hangUp = makeLatch<true>()
  let terminatedAt = Number.NEGATIVE_INFINITY

  for (const signal of ofTheProgram) process.on(signal, () => {})
  process.on("SIGTERM", () => {
    terminatedAt = performance.now()
    const order = stopOrderIn(directory)
    if (order !== undefined) stop.give(order)
  })
  process.on("SIGHUP", () => {
    if (terminalIsGone()) hangUp.give(true)
  })

  let meaning: Promise<EndCause | "server lost"> | undefined
  const end = async () => {
    if (stop.value !== undefined) return "stopped"
    if (!terminalIsGone()) return undefined
    // Seen once: another session may have started a new server since.
    meaning ??= meaningOfHangUp(server, () => performance.now() - terminatedAt < shutdownSeconds * 1000)
    const meant = await Promise.race([meaning, stop.given])
    return meant ?? "stopped"
  }
  return { stop, hangUp, end }
}

/** Why the terminal is gone. */
const meaningOfHangUp = async (server: ProcessIdentity, goesDown: () => boolean): Promise<EndCause | "server lost"> => {
  const until = performance.now() + serverEndsMillis
  while (isProcess(server.pid, server.mark)) {
    if (performance.now() > until) return "closed"
    await Bun.sleep(pollMillis)
  }
  return goesDown() ? "shutdown" : "server lost"
}

/** The tmux server that this was started by: `TMUX` has the socket, its process id and the session. (tmux(1), TMUX) */
const ownServer = (): ProcessIdentity => {
  const pid = Number((process.env["TMUX"] ?? "").split(",").at(-2))
  return { pid, mark: identify(pid) ?? "gone" }
}

const terminalIsGone = (): boolean => !isatty(0)

/** Something that happens once, at most. */
interface Latch<A> {
  readonly value: A | undefined
  readonly given: Promise<void>
  readonly give: (value: A) => void
}

const makeLatch = <A>(): Latch<A> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let value: A | undefined
  return {
    get value() {
      return value
    },
    given: promise,
    give: (given) => {
      value ??= given
      resolve()
    },
  }
}
