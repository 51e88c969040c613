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

/** A variable by which processes are found. */
export interface Tag {
  readonly name: string
  readonly value: string
  /** Another variable, whose value decides too; `undefined` where a process does not have it. */
  readonly beside?: { readonly name: string; readonly fits: (value: string | undefined) => boolean }
}

/**
 * The living processes that were started with the variable of the tag in their environment. Children inherit it, and keep
 * it in any group and session and without their parents; only a program that clears its environment is lost from sight.
 */
export const processesTagged = ({ beside, name, value }: Tag): ReadonlyArray<number> =>
  allProcessesTagged(name, beside).get(value) ?? []

/** The same for every value of the variable, with one look at all processes. */
export const allProcessesTagged = (
  name: string,
  beside?: Tag["beside"],
): ReadonlyMap<string, ReadonlyArray<number>> => {
  const tagged = new Map<string, Array<number>>()
  const found = process.platform === "linux" ? tagsFromProc(name, beside) : tagsFromPs(name, beside)
  for (const [pid, value] of found) {
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

type Tagged = readonly [pid: number, value: string]

/** The value of the variable among `NAME=VALUE`s; `undefined` where it is not there. */
const valueAmong = (variables: ReadonlyArray<string>, name: string): string | undefined =>
  variables.find((variable) => variable.startsWith(`${name}=`))?.slice(name.length + 1)

/** The same; `undefined` also where the variable beside it does not fit. */
const tagAmong = (variables: ReadonlyArray<string>, name: string, beside: Tag["beside"]): string | undefined =>
  beside === undefined || beside.fits(valueAmong(variables, beside.name)) ? valueAmong(variables, name) : undefined

const tagsFromProc = (name: string, beside: Tag["beside"]): ReadonlyArray<Tagged> =>
  processIds().flatMap((pid) => {
    const environment = readProc(`${pid}/environ`)
    if (environment === undefined || !environment.includes(`${name}=`)) return []
    const value = tagAmong(environment.toString().split("\0"), name, beside)
    return value === undefined ? [] : [[pid, value] as const]
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
const tagsFromPs = (name: string, beside: Tag["beside"]): ReadonlyArray<Tagged> =>
  linesOfPs(["-A", "-E", "-ww", "-o", "pid=,command="]).flatMap((line) => {
    const pid = /^\s*(\d+)\s/.exec(line)?.[1]
    const value = tagAmong(line.split(" "), name, beside)
    return pid === undefined || value === undefined ? [] : [[Number(pid), value] as const]
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
