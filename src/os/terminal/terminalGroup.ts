import { constants } from "node:os"

import { openLibc } from "../process/libc.ts"

const standardInput = 0

/** `SIG_IGN` as a number. (signal.h) */
const ignore = 1

/**
 * Puts this process's group into the foreground of its terminal, as a shell does after a job: when the foreground group is
 * killed, no other takes its place. Says whether it could. Only the C library can do this.
 */
export const takeTerminal = (): boolean => {
  const libc = openLibc({
    signal: { args: ["int", "u64"], returns: "u64" },
    getpgrp: { args: [], returns: "int" },
    tcsetpgrp: { args: ["int", "int"], returns: "int" },
  })
  if (libc === undefined) return false
  // A process in the background that asks for this is stopped by the signal, unless it ignores it.
  libc.signal(constants.signals.SIGTTOU, ignore)
  return libc.tcsetpgrp(standardInput, libc.getpgrp()) === 0
}
