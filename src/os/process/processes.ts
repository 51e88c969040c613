import { constants } from "node:os"

import { clockTicksPerSecond, readProc, readStat } from "./proc.ts"
import { signalsInMask } from "./signals.ts"

/** What the system tells about a process that exists. */
export interface ProcessFacts {
  /** The system's own note of the start; it stays the same when the clock is set. */
  readonly startMark: string
  readonly parent: number
  /** Seconds since the epoch, right to within two seconds. */
  readonly startedAt: number
  readonly group: number
  /** The system's word for its terminal: the same for all processes on it. */
  readonly terminal: string
  /** The process group in the foreground of its terminal; -1 where it has no terminal. */
  readonly foregroundGroup: number
}

/**
 * Whether process `pid` is there, may be signalled by this user, and has not ended.
 *
 * A zombie has ended. It stays for ever if its parent never waits for it, as in a container without an init. Only Linux
 * tells cheaply; elsewhere a zombie counts as alive. Numbers below 1 mean groups or all processes, never one. (kill(2))
 */
export const isAlive = (pid: number): boolean => pid >= 1 && send(pid, 0) && !isZombie(pid)

/** Sends `signal` to the process; gives whether that was possible. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): boolean => pid >= 1 && send(pid, signal)

/** Sends `signal` to every process of the group; gives whether there was one. */
export const signalGroup = (group: number, signal: NodeJS.Signals): boolean => group > 1 && send(-group, signal)

/** Whether the group has a process left. */
export const groupExists = (group: number): boolean => group > 1 && send(-group, 0)

const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(target, signal)
  } catch {
    // No such process, or another user's.
    return false
  }
}

/** How much later than its record a process may seem to have started: clocks are adjusted, and the system rounds. */
const recordToleranceSeconds = 10

/**
 * Whether the process of these facts can be the one that a file written at `recordedAt` (seconds since the epoch)
 * names: it did not start after that. The system uses a number again once its process is gone. (docs/faults.md, row 8)
 */
export const beganBefore = (facts: ProcessFacts, recordedAt: number): boolean =>
  facts.startedAt <= recordedAt + recordToleranceSeconds

/** The facts of process `pid`; `undefined` where there is none, or the system does not tell. */
export const inspectProcess = (pid: number): ProcessFacts | undefined =>
  process.platform === "linux" ? factsFromProc(pid) : factsFromPs(pid)

/** The words that process `pid` was started with, its program first; none where there is no such process. */
export const wordsOf = (pid: number): ReadonlyArray<string> => {
  if (process.platform === "linux") return readProc(`${pid}/cmdline`)?.toString().split("\0").slice(0, -1) ?? []
  const listing = Bun.spawnSync(["ps", "-ww", "-o", "command=", "-p", String(pid)], { stderr: "ignore" })
  return listing.stdout.toString().trim().split(" ").filter(Boolean)
}

/**
 * Whether process `pid` survives the end of its terminal, since it ignores or handles SIGHUP.
 *
 * Only Linux tells; elsewhere the answer is `false`, which costs the caller a wait, but never a process.
 */
export const outlivesItsTerminal = (pid: number): boolean => {
  if (process.platform !== "linux") return false
  const status = readProc(`${pid}/status`)?.toString()
  if (status === undefined) return false
  return ["SigIgn", "SigCgt"].some((field) => {
    const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1]
    return mask !== undefined && signalsInMask(mask).has(constants.signals.SIGHUP)
  })
}

const isZombie = (pid: number): boolean => process.platform === "linux" && readStat(pid)?.("state") === "Z"

const factsFromProc = (pid: number): ProcessFacts | undefined => {
  const stat = readStat(pid)
  const bootedAt = /^btime (\d+)$/m.exec(readProc("stat")?.toString() ?? "")?.[1]
  if (stat === undefined || bootedAt === undefined) return undefined
  return {
    startMark: stat("start"),
    parent: Number(stat("parent")),
    startedAt: Number(bootedAt) + Number(stat("start")) / clockTicksPerSecond,
    group: Number(stat("group")),
    terminal: stat("terminal"),
    foregroundGroup: Number(stat("foregroundGroup")),
  }
}

const factsFromPs = (pid: number): ProcessFacts | undefined => {
  const listing = Bun.spawnSync(["ps", "-o", "ppid=,pgid=,tty=,tpgid=,lstart=", "-p", String(pid)], {
    env: { ...process.env, LC_ALL: "C" },
    stderr: "ignore",
  })
  const columns = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(-?\d+)\s+(.+?)\s*$/.exec(listing.stdout.toString())
  const startedAt = Date.parse(columns?.[5] ?? "") / 1000
  if (columns === null || Number.isNaN(startedAt)) return undefined
  return {
    startMark: columns[5] ?? "",
    parent: Number(columns[1]),
    startedAt,
    group: Number(columns[2]),
    terminal: columns[3] ?? "",
    foregroundGroup: Number(columns[4]),
  }
}
