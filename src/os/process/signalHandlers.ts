import { constants } from "node:os"

import { isTerminal } from "../terminal/isTerminal.ts"
import { openLibc } from "./libc.ts"
import { readProc } from "./proc.ts"
import { signalsInMask, type TerminationSignal } from "./signals.ts"

/**
 * Calls `heard` with every one of `signals` that arrives, until the program ends. If it stopped listening earlier, a late
 * signal would still change how the program ends.
 *
 * A signal that was ignored when the program started stays ignored, as in a shell: `nohup` would be pointless
 * otherwise.
 */
export const listenTo = (
  signals: ReadonlyArray<TerminationSignal>,
  heard: (signal: TerminationSignal) => void,
): void => {
  for (const signal of signals) {
    if (!ignoredAtStart(signal)) process.on(signal, () => heard(signal))
  }
}

/** Whether this process was started to ignore the signal; to be asked before it has changed that itself. */
export const ignoredAtStart = (signal: NodeJS.Signals): boolean =>
  (ignored ??= signalsIgnored()).has(constants.signals[signal])

let ignored: ReadonlySet<number> | undefined

/**
 * The signals that this process was started to ignore: from `/proc` on Linux, from `ps` where there is none.
 *
 * Where one of the first three descriptors is a terminal, the runtime answers INT by now. A shell without job control has
 * its background jobs ignore INT and QUIT, so one tells of the other, and INT is ignored again. (POSIX, Signals and Error
 * Handling)
 */
const signalsIgnored = (): ReadonlySet<number> => {
  const mask = process.platform === "linux" ? ignoredMaskFromProc() : ignoredMaskFromPs()
  const { SIGINT, SIGQUIT } = constants.signals
  const signals = signalsInMask(mask ?? "0")
  if (!signals.has(SIGQUIT) || signals.has(SIGINT) || ![0, 1, 2].some(isTerminal)) return signals
  ignore("SIGINT")
  return new Set([...signals, SIGINT])
}

/** `SIG_IGN` as a number. (signal.h) */
export const SIG_IGN = 1

/** Ignores the signal, as programs that are started from now on will; without the C library only this process does. */
const ignore = (signal: NodeJS.Signals): void => {
  const libc = openLibc({ signal: { args: ["int", "u64"], returns: "u64" } })
  if (libc === undefined) process.on(signal, () => {})
  else libc.signal(constants.signals[signal], SIG_IGN)
}

const ignoredMaskFromProc = (): string | undefined =>
  /^SigIgn:\s*([0-9a-f]+)$/m.exec(readProc("self/status")?.toString() ?? "")?.[1]

const ignoredMaskFromPs = (): string | undefined => {
  const listing = Bun.spawnSync(["ps", "-o", "sigignore=", "-p", String(process.pid)], { stderr: "ignore" })
  return /^\s*([0-9a-f]+)\s*$/i.exec(listing.stdout.toString())?.[1]
}
