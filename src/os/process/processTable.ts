import { readdirSync } from "node:fs"

import { clockTicksPerSecond, readProc, readStat } from "./proc.ts"

/** A row of the process table. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** It has ended, and its parent has not collected it yet. */
  readonly zombie: boolean
  /** Processor time that it has used, in seconds. */
  readonly cpuSeconds: number
}

/** All processes that the system shows to this user. */
export const listProcesses = (): ReadonlyArray<ProcessEntry> =>
  process.platform === "linux" ? processesFromProc() : processesFromPs()

/** The living processes that descend from `ancestor`, itself left out. */
export const descendantsOf = (
  ancestor: number,
  processes: ReadonlyArray<ProcessEntry>,
): ReadonlyArray<ProcessEntry> => {
  const family = new Set([ancestor])
  const descendants: Array<ProcessEntry> = []
  // A parent may be listed after its child, so the list is gone through until none is added.
  for (let before = 0; before !== family.size;) {
    before = family.size
    for (const entry of processes) {
      if (!family.has(entry.parent) || family.has(entry.pid) || entry.zombie) continue
      family.add(entry.pid)
      descendants.push(entry)
    }
  }
  return descendants
}

/**
 * The living processes that were started with the variable `name=value` in their environment. Children inherit it, and
 * keep it in any group and session and without their parents; only a program that clears its environment is lost
 * from sight.
 */
export const processesTagged = (name: string, value: string): ReadonlyArray<number> =>
  allProcessesTagged(name).get(value) ?? []

/** The same for every value of the variable, with one look at all processes. */
export const allProcessesTagged = (name: string): ReadonlyMap<string, ReadonlyArray<number>> => {
  const tagged = new Map<string, Array<number>>()
  for (const [pid, value] of process.platform === "linux" ? tagsFromProc(name) : tagsFromPs(name)) {
    tagged.set(value, [...(tagged.get(value) ?? []), pid])
  }
  return tagged
}

const processesFromProc = (): ReadonlyArray<ProcessEntry> =>
  processIds().flatMap((pid) => {
    const stat = readStat(pid)
    if (stat === undefined) return []
    return [
      {
        pid,
        parent: Number(stat("parent")),
        group: Number(stat("group")),
        zombie: ["Z", "X"].includes(stat("state")),
        cpuSeconds: (Number(stat("userTime")) + Number(stat("systemTime"))) / clockTicksPerSecond,
      },
    ]
  })

type Tag = readonly [pid: number, value: string]

const tagsFromProc = (name: string): ReadonlyArray<Tag> =>
  processIds().flatMap((pid) => {
    const environment = readProc(`${pid}/environ`)
    if (environment === undefined || !environment.includes(`${name}=`)) return []
    const entry = environment
      .toString()
      .split("\0")
      .find((variable) => variable.startsWith(`${name}=`))
    return entry === undefined ? [] : [[pid, entry.slice(name.length + 1)] as const]
  })

const processIds = (): ReadonlyArray<number> =>
  readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)

const processesFromPs = (): ReadonlyArray<ProcessEntry> =>
  linesOfPs(["-A", "-o", "pid=,ppid=,pgid=,stat=,time="]).flatMap((line) => {
    const [pid, parent, group, state = "", time = ""] = line.trim().split(/\s+/)
    return pid === undefined || parent === undefined
      ? []
      : [
          {
            pid: Number(pid),
            parent: Number(parent),
            group: Number(group),
            zombie: state.startsWith("Z"),
            cpuSeconds: secondsOfClock(time),
          },
        ]
  })

/** `-E` adds the environment to the command, for this user's own processes. (ps(1) of macOS) */
const tagsFromPs = (name: string): ReadonlyArray<Tag> =>
  linesOfPs(["-A", "-E", "-ww", "-o", "pid=,command="]).flatMap((line) => {
    const pid = /^\s*(\d+)\s/.exec(line)?.[1]
    const word = line.split(" ").find((candidate) => candidate.startsWith(`${name}=`))
    return pid === undefined || word === undefined ? [] : [[Number(pid), word.slice(name.length + 1)] as const]
  })

const linesOfPs = (parameters: ReadonlyArray<string>): ReadonlyArray<string> => {
  const listing = Bun.spawnSync(["ps", ...parameters], { env: { ...process.env, LC_ALL: "C" }, stderr: "ignore" })
  return listing.stdout
    .toString()
    .split("\n")
    .filter((line) => line.trim() !== "")
}

/** Reads a time as `ps` prints it, `[[dd-]hh:]mm:ss[.cc]`, as seconds. */
export const secondsOfClock = (text: string): number => {
  const [, days = "0", clock = "0"] = /^(?:(\d+)-)?([\d:.]+)$/.exec(text) ?? []
  return clock.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0) + Number(days) * 86_400
}
