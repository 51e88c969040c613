import { closeSync, constants as modes, openSync } from "node:fs"
import { constants } from "node:os"

import { openLibc } from "../process/libc.ts"
import { groupExists } from "../process/processes.ts"

/** The terminal of this process, which a job of this process may use. */
export interface TerminalLoan {
  /** To be called when the job was stopped by the signal of this number. */
  readonly jobStopped: (signal: number) => void
  /** Takes the terminal back after the job's end. */
  readonly end: () => void
}

/** `SIG_IGN` as a number. (signal.h) */
const ignore = 1

const { SIGTSTP, SIGTTIN, SIGTTOU } = constants.signals

/**
 * Lends the terminal to the job, a process group of this session, as a shell does: the job is in the foreground while this
 * process would be. If a key or a read in the background stops the job, this process stops too, so that the shell above it
 * gets its terminal; once that continues this process (`fg`, `bg`), the job goes on by `continueJob`.
 *
 * `undefined` if this process has no terminal.
 */
export const lendTerminal = (job: number, continueJob: () => void): TerminalLoan | undefined => {
  const terminal = openTerminal()
  if (terminal === undefined) return undefined
  const libc = openLibc({
    signal: { args: ["int", "u64"], returns: "u64" },
    getpgrp: { args: [], returns: "int" },
    getppid: { args: [], returns: "int" },
    getsid: { args: ["int"], returns: "int" },
    tcgetpgrp: { args: ["int"], returns: "int" },
    tcsetpgrp: { args: ["int", "int"], returns: "int" },
  })
  if (libc === undefined) {
    closeSync(terminal)
    return undefined
  }
  // A process in the background that changes the foreground is stopped by the signal, unless it ignores it.
  libc.signal(SIGTTOU, ignore)
  const own = libc.getpgrp()
  let isStopped = false
  let isLent = false

  const lend = (): boolean => {
    if (libc.tcgetpgrp(terminal) !== own) return false
    isLent = libc.tcsetpgrp(terminal, job) === 0
    return isLent
  }

  const takeBack = (): void => {
    const foreground = libc.tcgetpgrp(terminal)
    if (isLent && (foreground === job || !groupExists(foreground))) libc.tcsetpgrp(terminal, own)
  }

  /** Whether no shell of this session would continue this process: its parent is not of the session. */
  const isOutermost = (): boolean => {
    const session = libc.getsid(0)
    return session === process.pid || libc.getsid(libc.getppid()) !== session
  }

  const continued = (): void => {
    lend()
    if (!isStopped) return
    isStopped = false
    continueJob()
  }

  process.on("SIGCONT", continued)
  lend()
  return {
    jobStopped: (signal) => {
      // SIGSTOP is not the terminal's: another process wants the job alone to stop.
      if (signal !== SIGTSTP && signal !== SIGTTIN && signal !== SIGTTOU) return
      // The job may have asked for the terminal just before it was lent.
      if (signal !== SIGTSTP && (lend() || libc.tcgetpgrp(terminal) === job)) return continueJob()
      if (isOutermost()) {
        if (signal === SIGTSTP) continueJob()
        return
      }
      isStopped = true
      takeBack()
      // By the same signal, which the shell tells of. This process ignores SIGTTOU.
      process.kill(-own, signal === SIGTTIN ? SIGTTIN : SIGTSTP)
    },
    end: () => {
      process.off("SIGCONT", continued)
      takeBack()
      closeSync(terminal)
    },
  }
}

const openTerminal = (): number | undefined => {
  try {
    return openSync("/dev/tty", modes.O_RDWR | modes.O_NOCTTY)
  } catch {
    // This process has no terminal, or one that has closed.
    return undefined
  }
}
