import { readFileSync } from "node:fs"
import { constants } from "node:os"

import * as Effect from "effect/Effect"

/** The signals that ask a program to end, and that it may answer in its own way. */
export type TerminationSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT"

/** What a shell makes of a death by `signal`, a name or a number: 128 and the signal's number. */
export const exitCodeOfSignal = (signal: NodeJS.Signals | number): number =>
  128 + (typeof signal === "number" ? signal : constants.signals[signal])

/**
 * Calls `heard` with every one of `signals` that arrives, until the program ends: were it to stop listening before, a
 * signal in between would still change how it ends.
 *
 * A signal that was ignored when the program started stays ignored, as in a shell: `nohup` would be pointless
 * otherwise.
 */
export const listen = (
  signals: ReadonlyArray<TerminationSignal>,
  heard: (signal: TerminationSignal) => void,
): Effect.Effect<void> =>
  Effect.sync(() => {
    const ignored = signalsIgnored()
    for (const signal of signals) {
      if (!ignored.has(constants.signals[signal])) process.on(signal, () => heard(signal))
    }
  })

/** Reads the set bits of a signal mask in hexadecimal as signal numbers. */
export const signalsInMask = (hexadecimal: string): ReadonlySet<number> => {
  const mask = BigInt(`0x${hexadecimal}`)
  const numbers = new Set<number>()
  for (let number = 1; number <= 64; number++) if ((mask >> BigInt(number - 1)) & 1n) numbers.add(number)
  return numbers
}

/** The signals that this process ignores: from `/proc` on Linux, from `ps` where there is none. */
const signalsIgnored = (): ReadonlySet<number> => {
  const mask = process.platform === "linux" ? ignoredMaskFromProc() : ignoredMaskFromPs()
  return signalsInMask(mask ?? "0")
}

const ignoredMaskFromProc = (): string | undefined =>
  /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]

const ignoredMaskFromPs = (): string | undefined => {
  const listing = Bun.spawnSync(["ps", "-o", "sigignore=", "-p", String(process.pid)], { stderr: "ignore" })
  return /^\s*([0-9a-f]+)\s*$/i.exec(listing.stdout.toString())?.[1]
}
