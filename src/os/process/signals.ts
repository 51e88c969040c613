import { constants } from "node:os"

/** Signals that end a program which does not answer them in its own way. */
export type TerminationSignal = "SIGTERM" | TerminalSignal | (typeof otherTerminationSignals)[number]

/** Those by which a terminal ends the programs in its foreground: Ctrl-C, Ctrl-\, and its own end. */
export type TerminalSignal = "SIGINT" | "SIGQUIT" | "SIGHUP"

/** Those that nobody sends to end a program as a rule: timers, limits, and a user's own. */
export const otherTerminationSignals = ["SIGALRM", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGXCPU"] as const

/** A death by a signal, as a program's caller sees it: a shell ends the loop or the list of commands around it, too. */
export interface DeathBySignal {
  readonly signal: TerminationSignal
  /** The signal is meant for the program's whole process group, as those of a terminal are. */
  readonly ofGroup: boolean
}

/** How a program ends: with an exit code, or by a signal. */
export type ProgramEnd = number | DeathBySignal

/** The exit code that a shell gives for a death by `signal`, a name or a number: 128 and the signal's number. */
export const exitCodeOfSignal = (signal: NodeJS.Signals | number): number =>
  128 + (typeof signal === "number" ? signal : (constants.signals[signal] ?? Number(signal.replace(/^SIG/, ""))))

/** The exit code of a program whose time was over. (timeout(1)) */
export const exitCodeTimedOut = 124

/** The name of a signal; `SIG34` for one that the runtime knows only by its number, as the real-time signals. */
export const nameOfSignal = (signal: NodeJS.Signals | number): string =>
  /^\d/.test(String(signal)) ? `SIG${signal}` : String(signal)

/** Reads the set bits of a signal mask in hexadecimal as signal numbers. */
export const signalsInMask = (hexadecimal: string): ReadonlySet<number> => {
  const mask = BigInt(`0x${hexadecimal}`)
  const numbers = new Set<number>()
  for (let number = 1; number <= 64; number++) if ((mask >> BigInt(number - 1)) & 1n) numbers.add(number)
  return numbers
}
