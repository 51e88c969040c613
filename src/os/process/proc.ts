import { readFileSync } from "node:fs"

/* What Linux tells about processes, in files. (proc(5)) */

/** A file below `/proc`; `undefined` where its process is gone, or hidden from this user. */
export const readProc = (path: string): Buffer | undefined => {
  try {
    return readFileSync(`/proc/${path}`)
  } catch {
    return undefined
  }
}

/** The fields of a process's `stat`, by their numbers. (proc_pid_stat(5)) */
export const statFields = {
  state: 3,
  parent: 4,
  group: 5,
  terminal: 7,
  foregroundGroup: 8,
  userTime: 14,
  systemTime: 15,
  start: 22,
} as const

/** Times in `stat` are counted in these; the kernel fixes the unit for user space. (USER_HZ) */
export const clockTicksPerSecond = 100

/** The `stat` of a process, as a function that gives one of its fields. */
export type Stat = (field: keyof typeof statFields) => string

export const readStat = (pid: number): Stat | undefined => parseStat(readProc(`${pid}/stat`)?.toString("latin1"))

/** The same from the file's text; `undefined` where there is none. */
export const parseStat = (stat: string | undefined): Stat | undefined => {
  if (stat === undefined) return undefined
  // The second field, the name in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (field) => fields[statFields[field] - 3] ?? ""
}
