import { readFileSync } from "node:fs"
import { constants } from "node:os"

import { signalsInMask } from "./signals.ts"

/** What the system tells about a process that exists. */
export interface ProcessFacts {
  /** The system's own note of the start: the same for the same process, whatever becomes of the clock. */
  readonly startMark: string
  readonly parent: number
  /** Seconds since the epoch, right to within two seconds. */
  readonly startedAt: number
  readonly group: number
  /** The system's word for its terminal: the same for those that share one. */
  readonly terminal: string
  /** The process group in the foreground of its terminal; -1 where it has no terminal. */
  readonly foregroundGroup: number
}

/**
 * Whether process `pid` is there, may be signalled by this user, and has not ended.
 *
 * A zombie has ended: where nobody collects it, as in a container without an init, it stays for ever. Only Linux
 * tells cheaply; elsewhere a zombie counts as alive here. Numbers below 1 name groups, or every process there is, and
 * are never one process.
 */
export const isAlive = (pid: number): boolean => pid >= 1 && send(pid, 0) && !isZombie(pid)

/** Sends `signal` to the process and says whether that was possible. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): boolean => pid >= 1 && send(pid, signal)

/** Sends `signal` to every process of the group and says whether there was one. */
export const signalGroup = (group: number, signal: NodeJS.Signals): boolean => group > 1 && send(-group, signal)

/** Whether the group has a process left. */
export const groupExists = (group: number): boolean => group > 1 && send(-group, 0)

const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(target, signal)
  } catch {
    // No such process, or another user's: either way it is none that can be signalled.
    return false
  }
}

/** How much later than its record a process may seem to have started: clocks are adjusted, and the system rounds. */
const recordToleranceSeconds = 10

/**
 * Whether the process of these facts can be the one that a file of `recordedAt` (seconds since the epoch) speaks of: it
 * did not start after the record. A number is used again once its process is gone. (docs/faults.md, row 8)
 */
export const beganBefore = (facts: ProcessFacts, recordedAt: number): boolean =>
  facts.startedAt <= recordedAt + recordToleranceSeconds

/** The facts of process `pid`; `undefined` where there is none, or the system does not tell. */
export const inspectProcess = (pid: number): ProcessFacts | undefined =>
  process.platform === "linux" ? factsFromProc(pid) : factsFromPs(pid)

/**
 * The system's mark of the process that has this id now: no other process ever has the same two, not even after a
 * reboot. `undefined` where there is no such process, or the system does not tell.
 */
export const identify = (pid: number): string | undefined => {
  const startMark = process.platform === "linux" ? startMarkFromProc(pid) : factsFromPs(pid)?.startMark
  return startMark === undefined ? undefined : `${bootMark()}${startMark.replaceAll(/\s+/g, "_")}`
}

/** Whether the process of this id and mark is there and has not ended. An empty mark says nothing, and excludes nobody. */
export const isProcess = (pid: number, mark: string): boolean => isAlive(pid) && (mark === "" || identify(pid) === mark)

/** The words that process `pid` was started with, its program first; none where there is no such process. */
export const wordsOf = (pid: number): ReadonlyArray<string> => {
  if (process.platform === "linux") return readProcFile(`/proc/${pid}/cmdline`)?.split("\0").slice(0, -1) ?? []
  const listing = Bun.spawnSync(["ps", "-ww", "-o", "command=", "-p", String(pid)], { stderr: "ignore" })
  return listing.stdout.toString().trim().split(" ").filter(Boolean)
}

/** Linux counts the starts of processes since the boot, so that has to be named too. */
const bootMark = (): string => {
  const id = process.platform === "linux" ? (bootId ??= readProcFile("/proc/sys/kernel/random/boot_id")) : undefined
  return id === undefined ? "" : `${id.trim()}:`
}

let bootId: string | undefined

/**
 * Whether the end of its terminal leaves process `pid` running, since it ignores or handles SIGHUP.
 *
 * Only Linux tells; elsewhere the answer is `false`, which costs whoever asks a wait and never a process.
 */
export const outlivesItsTerminal = (pid: number): boolean => {
  if (process.platform !== "linux") return false
  const status = readProcFile(`/proc/${pid}/status`)
  if (status === undefined) return false
  return ["SigIgn", "SigCgt"].some((field) => {
    const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, "m").exec(status)?.[1]
    return mask !== undefined && signalsInMask(mask).has(constants.signals.SIGHUP)
  })
}

/** Linux counts the start of a process in these since boot; the kernel fixes the unit for user space. (proc(5), USER_HZ) */
const clockTicksPerSecond = 100

const isZombie = (pid: number): boolean =>
  process.platform === "linux" && statFields(readProcFile(`/proc/${pid}/stat`) ?? "")[0] === "Z"

/** The fields of a process's `stat` from the third on. The name before them, in parentheses, may hold anything. (proc(5)) */
const statFields = (stat: string): ReadonlyArray<string> => stat.slice(stat.lastIndexOf(")") + 2).split(" ")

const startMarkFromProc = (pid: number): string | undefined => {
  const stat = readProcFile(`/proc/${pid}/stat`)
  return stat === undefined ? undefined : statFields(stat)[startField]
}

/** Where the start is among the fields after the name. */
const startField = 22 - 3

const factsFromProc = (pid: number): ProcessFacts | undefined => {
  const stat = readProcFile(`/proc/${pid}/stat`)
  const bootedAt = /^btime (\d+)$/m.exec(readProcFile("/proc/stat") ?? "")?.[1]
  if (stat === undefined || bootedAt === undefined) return undefined
  const fields = statFields(stat)
  const field = (number: number) => Number(fields[number - 3])
  return {
    startMark: fields[startField] ?? "",
    parent: field(4),
    startedAt: Number(bootedAt) + field(22) / clockTicksPerSecond,
    group: field(5),
    terminal: fields[7 - 3] ?? "",
    foregroundGroup: field(8),
  }
}

const readProcFile = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // The process is gone, or hidden from this user.
    return undefined
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
