import { dlopen } from "bun:ffi"
import { constants } from "node:os"

/** Where the C library is: glibc, musl, macOS. */
const libraries = [
  "libc.so.6",
  `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`,
  "libSystem.B.dylib",
]

const standardInput = 0

/** `SIG_IGN` as a number. (signal.h) */
const ignore = 1

/**
 * Puts this process's group into the foreground of its terminal, as a shell does after a job: a group that was killed there
 * leaves nobody in it. Says whether that could be done; nothing but the C library does it.
 */
export const takeTerminal = (): boolean => {
  for (const library of libraries) {
    try {
      const { symbols } = dlopen(library, {
        signal: { args: ["int", "u64"], returns: "u64" },
        getpgrp: { args: [], returns: "int" },
        tcsetpgrp: { args: ["int", "int"], returns: "int" },
      })
      // To ask from the background is answered with this signal, unless it is ignored.
      symbols.signal(constants.signals.SIGTTOU, ignore)
      return symbols.tcsetpgrp(standardInput, symbols.getpgrp()) === 0
    } catch {
      // Another system's.
    }
  }
  return false
}
