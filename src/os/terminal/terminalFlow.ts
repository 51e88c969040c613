import { closeSync, constants, openSync } from "node:fs"

import { openLibc } from "../process/libc.ts"
import { readStat } from "../process/proc.ts"

/** Holds back what is printed on a terminal: programs that print there wait, as after Ctrl-S. */
export interface TerminalFlow {
  /** Says whether it could. */
  readonly suspend: () => boolean
  readonly resume: () => void
}

/** What tcflow(3) is asked for. (termios.h) */
const [suspendOutput, resumeOutput] = process.platform === "darwin" ? [1, 2] : [0, 1]

/** The flow of the terminal of process `pid`, which need not be the terminal of this process. */
export const flowOfTerminal = (pid: number): TerminalFlow => {
  let libc: ReturnType<typeof openTerminals>
  let path: string | undefined
  const flow = (action: number): boolean => {
    libc ??= openTerminals()
    // The path is kept: by the time that output goes on, `pid` may be another process's.
    path ??= process.platform === "linux" ? pathFromProc(pid) : pathFromPs(pid)
    if (path === undefined || libc === undefined) return false
    try {
      // Not kept open: a terminal hangs up only once no process has it open.
      const terminal = openSync(path, constants.O_RDWR | constants.O_NOCTTY)
      try {
        return libc.tcflow(terminal, action) === 0
      } finally {
        closeSync(terminal)
      }
    } catch {
      // The terminal is gone.
      return false
    }
  }
  return { suspend: () => flow(suspendOutput), resume: () => void flow(resumeOutput) }
}

const openTerminals = () => openLibc({ tcflow: { args: ["int", "int"], returns: "int" } })

/** The major number of pseudo terminals. (Linux, Documentation/admin-guide/devices.txt) */
const pseudoTerminals = 136

/** The minor number is in two parts of the device number. (proc_pid_stat(5), tty_nr) */
const pathFromProc = (pid: number): string | undefined => {
  const device = Number(readStat(pid)?.("terminal") ?? 0)
  const [major, minor] = [(device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00)]
  return major === pseudoTerminals ? `/dev/pts/${minor}` : undefined
}

const pathFromPs = (pid: number): string | undefined => {
  const name = Bun.spawnSync(["ps", "-o", "tty=", "-p", String(pid)], { stderr: "ignore" })
    .stdout.toString()
    .trim()
  return /^tty\w+$/.test(name) ? `/dev/${name}` : undefined
}
