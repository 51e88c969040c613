import { closeSync, constants as modes, openSync } from "node:fs"
import { constants } from "node:os"

import { openLibc } from "../process/libc.ts"
import { groupExists, inspectProcess, signalGroup } from "../process/processes.ts"
import { ignoredAtStart } from "../process/signalHandlers.ts"
import { openTerminalGroups } from "./terminalGroup.ts"

/** The terminal of this process. */
export interface OwnTerminal {
  /**
   * Lends the terminal to the job, a process group of this session, as a shell does: the job is in the foreground while this
   * process would be. If the terminal stops the job, this process stops too, so that the shell above it gets its terminal;
   * once that continues this process (`fg`, `bg`), the job goes on.
   */
  readonly lendTo: (job: number) => TerminalLoan
  readonly close: () => void
}

export interface TerminalLoan {
  /** To be called now and then: `fg` may have brought this process to the foreground, which does not tell it. */
  readonly renew: () => void
  /** To be called when the terminal has stopped the job by the signal of this number. */
  readonly jobStopped: (signal: number) => void
  /** Takes the terminal back, and closes it. */
  readonly end: () => void
}

const { SIGTSTP, SIGTTIN, SIGTTOU } = constants.signals

/**
 * `undefined` where this process has no terminal, or where it is not the terminal's: a shell without job control has its
 * background jobs ignore INT, and leaves them in its own group.
 */
export const openOwnTerminal = (): OwnTerminal | undefined => {
  const terminal = openTerminal()
  if (terminal === undefined) return undefined
  const libc = openLibc({
    getpgid: { args: ["int"], returns: "int" },
    getppid: { args: [], returns: "int" },
    getsid: { args: ["int"], returns: "int" },
  })
  const groups = ignoredAtStart("SIGINT") ? undefined : openTerminalGroups()
  if (libc === undefined || groups === undefined) {
    closeSync(terminal)
    return undefined
  }
  const { foregroundOf, own, setForeground } = groups

  /** Whether no shell of this session would continue this group: the parents of its processes are in other sessions. */
  const isOrphaned = (): boolean => {
    let parent = libc.getppid()
    while (parent > 1 && libc.getpgid(parent) === own) parent = inspectProcess(parent)?.parent ?? 1
    return libc.getsid(parent) !== libc.getsid(0)
  }

  const lendTo = (job: number): TerminalLoan => {
    let isStopped = false
    let isLent = false

    const lend = (): boolean => {
      if (foregroundOf(terminal) !== own) return false
      isLent = setForeground(terminal, job)
      return isLent
    }

    const takeBack = (): void => {
      const foreground = foregroundOf(terminal)
      if (isLent && (foreground === job || !groupExists(foreground))) setForeground(terminal, own)
    }

    /** The key has stopped this process's group, which the shell's `fg` had put before the job. */
    const suspended = (): void => void signalGroup(job, "SIGTSTP")

    const continued = (): void => {
      lend()
      if (!isStopped) return
      isStopped = false
      process.on("SIGTSTP", suspended)
      signalGroup(job, "SIGCONT")
    }

    const stop = (signal: number): void => {
      isStopped = true
      takeBack()
      process.off("SIGTSTP", suspended)
      // By the same signal, which the shell tells of. This process ignores SIGTTOU.
      process.kill(-own, signal === SIGTTIN ? SIGTTIN : SIGTSTP)
    }

    if (!ignoredAtStart("SIGTSTP")) process.on("SIGTSTP", suspended)
    process.on("SIGCONT", continued)
    lend()
    return {
      renew: () => void (isStopped || lend()),
      jobStopped: (signal) => {
        // SIGSTOP is not the terminal's.
        if (isStopped || (signal !== SIGTSTP && signal !== SIGTTIN && signal !== SIGTTOU)) return
        // It wanted the terminal, which it can have.
        const mayGoOn = signal !== SIGTSTP && (lend() || foregroundOf(terminal) === job)
        // A key must not stop what nobody can continue. One that reads in the background stays stopped.
        if (mayGoOn || (signal === SIGTSTP && isOrphaned())) signalGroup(job, "SIGCONT")
        else if (!isOrphaned()) stop(signal)
      },
      end: () => {
        process.off("SIGCONT", continued)
        process.off("SIGTSTP", suspended)
        takeBack()
        closeSync(terminal)
      },
    }
  }
  return { lendTo, close: () => closeSync(terminal) }
}

const openTerminal = (): number | undefined => {
  try {
    return openSync("/dev/tty", modes.O_RDWR | modes.O_NOCTTY)
  } catch {
    // This process has no terminal, or one that has closed.
    return undefined
  }
}
