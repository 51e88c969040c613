import { readdirSync, readFileSync } from "node:fs"

/** A process among all others. */
export interface ProcessEntry {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** It has ended, and nobody has collected it yet. */
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
  // A parent may be listed after its child, so the list is gone through until nobody is added.
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
 * keep it whatever becomes of their parents, groups and sessions; only a program that clears its environment is lost
 * from sight.
 */
export const processesMarked = (name: string, value: string): ReadonlyArray<number> =>
  allProcessesMarked(name).get(value) ?? []

/** The same for every value that the variable has somewhere, with one look at all processes. */
export const allProcessesMarked = (name: string): ReadonlyMap<string, ReadonlyArray<number>> => {
  const marked = new Map<string, Array<number>>()
  for (const [pid, value] of process.platform === "linux" ? marksFromProc(name) : marksFromPs(name)) {
    marked.set(value, [...(marked.get(value) ?? []), pid])
  }
  return marked
}

const clockTicksPerSecond = 100

/** Fields of `stat` after the name, which is in parentheses and may hold anything. (proc(5)) */
const stateField = 0
const parentField = 1
const groupField = 2
const userTimeField = 11
const systemTimeField = 12

const processesFromProc = (): ReadonlyArray<ProcessEntry> =>
  processIds().flatMap((pid) => {
    const stat = readProcFile(pid, "stat")?.toString("latin1")
    if (stat === undefined) return []
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return [
      {
        pid,
        parent: Number(fields[parentField]),
        group: Number(fields[groupField]),
        zombie: fields[stateField] === "Z" || fields[stateField] === "X",
        cpuSeconds: (Number(fields[userTimeField]) + Number(fields[systemTimeField])) / clockTicksPerSecond,
      },
    ]
  })

type Mark = readonly [pid: number, value: string]

const marksFromProc = (name: string): ReadonlyArray<Mark> =>
  processIds().flatMap((pid) => {
    const environment = readProcFile(pid, "environ")
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

const readProcFile = (pid: number, file: "stat" | "environ"): Buffer | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`)
  } catch {
    // The process is gone, or another user's.
    return undefined
  }
}

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
const marksFromPs = (name: string): ReadonlyArray<Mark> =>
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
