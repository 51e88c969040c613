import { constants } from "node:os"

/** The signals that ask a program to end, and that it may answer in its own way. */
export type TerminationSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT"

/** Those of them by which a terminal ends the programs in its foreground: Ctrl-C, Ctrl-\, and its own end. */
export type TerminalSignal = Exclude<TerminationSignal, "SIGTERM">

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
