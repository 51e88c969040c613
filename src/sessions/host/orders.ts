import { steadyMillis } from "../../os/clock.ts"
import { identityOf, isThere, type ProcessIdentity } from "../../os/process/identity.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import type { State } from "../state/record.ts"
import { type StopOrder, stopOrderIn } from "../state/stopOrder.ts"

/** Why a session is over. */
export type EndCause = (State["phase"] & { readonly _tag: "Ended" })["cause"]

/** The most time between the TERM to this process and the end of the tmux server when a machine shuts down. */
const shutdownSeconds = 10

/** What a session's host is told. */
export interface Orders {
  /** `session stop` wants the end. */
  readonly stop: Latch<StopOrder>
  /** The terminal is gone. */
  readonly hangUp: Latch<true>
  /** Whether the host has to end, and why. Why the terminal is gone takes a moment to find out. */
  readonly end: () => Promise<EndCause | "server lost" | undefined>
}

/** How long a server that was told to end, or has lost its last session, may still be there, on a busy machine. */
const serverEndsMillis = 5000

/** A server that is still there after this is asked whether it still serves. */
const serverUsuallyEndsMillis = 500

/** Between two looks whether the server is there. */
const pollMillis = 10

/** Signals that may be sent to the program's whole group, and that its host ignores. */
const ofTheProgram = [
  ...(["SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM"] as const),
  ...(["SIGPROF", "SIGIO", "SIGSYS", "SIGXCPU", "SIGXFSZ"] as const),
]

/**
 * Signals to the program's group reach this process too: from keys of the terminal, and from `kill 0` in a script's trap.
 * So a signal alone means nothing; what counts is the order in `stop.json`, and whether the terminal is there.
 */
export const listenForOrders = (directory: string): Orders => {
  const server = ownServer()
  const stop = makeLatch<StopOrder>()
  const hangUp = makeLatch<true>()
  let terminatedAt = Number.NEGATIVE_INFINITY

  for (const signal of ofTheProgram) process.on(signal, () => {})
  process.on("SIGTERM", () => {
    terminatedAt = steadyMillis()
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
    // Found out only once: later there may be a new server on the socket.
    meaning ??= meaningOfHangUp(server, () => steadyMillis() - terminatedAt < shutdownSeconds * 1000)
    const meant = await Promise.race([meaning, stop.given])
    return meant ?? "stopped"
  }
  return { stop, hangUp, end }
}

/** Why the terminal is gone. */
const meaningOfHangUp = async (server: Server, goesDown: () => boolean): Promise<EndCause | "server lost"> => {
  const since = steadyMillis()
  let isAsked = false
  while (isThere(server)) {
    const passed = steadyMillis() - since
    if (passed > serverEndsMillis) return "closed"
    if (passed > serverUsuallyEndsMillis && !isAsked) {
      if (serves(server)) return "closed"
      isAsked = true
    }
    await Bun.sleep(pollMillis)
  }
  if (!goesDown()) await Bun.sleep(signalDelayMillis)
  return goesDown() ? "shutdown" : "server lost"
}

/**
 * A machine that shuts down sends TERM to all processes at once. The end of the server and of the program may be seen here before
 * the signal to this process is.
 */
const signalDelayMillis = 100

/** Whether the server has sessions, and answers: a server that is about to end does neither. */
const serves = ({ pid, socket }: Server): boolean => {
  try {
    const words = ["tmux", "-S", socket, "display-message", "-p", "#{pid}"]
    const { exitCode, stdout } = Bun.spawnSync(words, { stdio: ["ignore", "pipe", "ignore"], timeout: askMillis })
    return exitCode === 0 && stdout.toString().trim() === String(pid)
  } catch {
    // tmux is not installed any more, so the server cannot be asked.
    return true
  }
}

/** A server that serves answers within this. */
const askMillis = 2000

/** The tmux server that started this process: `TMUX` has its socket, its process id and the session. (tmux(1), TMUX) */
const ownServer = (): Server => {
  const words = (process.env["TMUX"] ?? "").split(",")
  const pid = Number(words.at(-2))
  const identity = identityOf(pid)
  // Without a mark any process with this id would count as the server.
  return { ...identity, mark: identity.mark || "gone", socket: words.slice(0, -2).join(",") }
}

interface Server extends ProcessIdentity {
  readonly socket: string
}

const terminalIsGone = (): boolean => !isTerminal(0)

/** Something that happens at most once. */
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
