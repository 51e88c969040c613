import { constants } from "node:os"

import { openLibc } from "../process/libc.ts"
import { SIG_IGN } from "../process/signalHandlers.ts"

/** Which process group is in the foreground of a terminal, by its descriptor. */
export interface TerminalGroups {
  /** This process's group. */
  readonly own: number
  readonly foregroundOf: (terminal: number) => number
  /** Puts the group, one of this session, there, as a shell does with a job; says whether it could. */
  readonly setForeground: (terminal: number, group: number) => boolean
}

/**
 * Only the C library can do this; `undefined` where it cannot be called. From then on this process ignores SIGTTOU: in the
 * background it would be stopped for asking.
 */
export const openTerminalGroups = (): TerminalGroups | undefined => {
  const libc = openLibc({
    signal: { args: ["int", "u64"], returns: "u64" },
    getpgrp: { args: [], returns: "int" },
    tcgetpgrp: { args: ["int"], returns: "int" },
    tcsetpgrp: { args: ["int", "int"], returns: "int" },
  })
  if (libc === undefined) return undefined
  libc.signal(constants.signals.SIGTTOU, SIG_IGN)
  return {
    own: libc.getpgrp(),
    foregroundOf: (terminal) => libc.tcgetpgrp(terminal),
    setForeground: (terminal, group) => libc.tcsetpgrp(terminal, group) === 0,
  }
}

const standardInput = 0

/**
 * Puts this process's group into the foreground of its terminal: when the foreground group is killed, no other takes its
 * place. Says whether it could.
 */
export const takeTerminal = (): boolean => {
  const groups = openTerminalGroups()
  return groups?.setForeground(standardInput, groups.own) ?? false
}
