import { constants } from "node:os"

import { openLibc } from "../process/libc.ts"

const standardInput = 0

/** `SIG_IGN` as a number. (signal.h) */
const ignore = 1

/**
 * Puts this process's group into the foreground of its terminal, as a shell does after a job: a group that was killed there
 * leaves nobody in it. Says whether that could be done; nothing but the C library does it.
 */
export const takeTerminal = (): boolean => {
  const libc = openLibc({
    signal: { args: ["int", "u64"], returns: "u64" },
    getpgrp: { args: [], returns: "int" },
    tcsetpgrp: { args: ["int", "int"], returns: "int" },
  })
  if (libc === undefined) return false
  // To ask from the background is answered with this signal, unless it is ignored.
  libc.signal(constants.signals.SIGTTOU, ignore)
  return libc.tcsetpgrp(standardInput, libc.getpgrp()) === 0
}
