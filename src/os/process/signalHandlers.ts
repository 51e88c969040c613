import { constants } from "node:os"

import { readProc } from "./proc.ts"
import { exitCodeOfSignal, type ProgramEnd, signalsInMask, type TerminationSignal } from "./signals.ts"

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

/**
 * Ends this process. SIGQUIT would dump its memory into a file, so its exit code alone tells of that signal.
 */
export const endWith = (end: ProgramEnd): never => {
  if (typeof end === "number") return process.exit(end)
  const { ofGroup, signal } = end
  if (signal !== "SIGQUIT") {
    process.removeAllListeners(signal)
    process.kill(ofGroup ? 0 : process.pid, signal)
  }
  return process.exit(exitCodeOfSignal(signal))
}

/** Whether this process was started to ignore the signal; to be asked before it has changed that itself. */
export const ignoredAtStart = (signal: NodeJS.Signals): boolean =>
  (ignored ??= signalsIgnored()).has(constants.signals[signal])

let ignored: ReadonlySet<number> | undefined

/** The signals that this process ignores: from `/proc` on Linux, from `ps` where there is none. */
const signalsIgnored = (): ReadonlySet<number> => {
  const mask = process.platform === "linux" ? ignoredMaskFromProc() : ignoredMaskFromPs()
  return signalsInMask(mask ?? "0")
}

const ignoredMaskFromProc = (): string | undefined =>
  /^SigIgn:\s*([0-9a-f]+)$/m.exec(readProc("self/status")?.toString() ?? "")?.[1]

const ignoredMaskFromPs = (): string | undefined => {
  const listing = Bun.spawnSync(["ps", "-o", "sigignore=", "-p", String(process.pid)], { stderr: "ignore" })
  return /^\s*([0-9a-f]+)\s*$/i.exec(listing.stdout.toString())?.[1]
}
