import { readFileSync } from "node:fs"

/** The size of the pages that no other process shares. (proc_pid_smaps(5)) */
export const privateMegabytes = (pid: number): number => {
  const sizes = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8").matchAll(/^Private_(?:Clean|Dirty): +(\d+) kB$/gm)
  return [...sizes].reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0) / 1e6
}

/** The kernel's unit for user space. (proc(5), USER_HZ) */
const millisOfTick = 10

/** Processor time that the process has used. */
export const cpuMillis = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return (Number(fields[11]) + Number(fields[12])) * millisOfTick
}
