import { openLibc } from "./libc.ts"

/** Constants of prctl(2), waitid(2) and waitpid(2), the same on all architectures of Linux that Bun runs on. */
const PR_SET_CHILD_SUBREAPER = 36
const P_ALL = 0
const WNOHANG = 1
const WEXITED = 4
const WNOWAIT = 0x01000000

/** Where `siginfo_t` has the id of the process, and its size, on 64-bit machines. */
const pidOffset = 16
const infoBytes = 128

/** The processes below this one that have lost their own parents. */
export interface Orphans {
  /** Collects those that have ended, and says whether any process is left below this one. */
  readonly collect: () => boolean
}

/**
 * Makes this process the parent of every process below it that loses its own, daemons included (prctl(2)). `undefined`
 * where the system cannot do that, as on macOS: init adopts them there.
 *
 * `ownChild` is the one child that the runtime collects itself, if it still has it.
 */
export const adoptOrphans = (ownChild: () => number | undefined): Orphans | undefined => {
  if (process.platform !== "linux") return undefined
  const libc = openLibc({
    prctl: { args: ["int", "u64", "u64", "u64", "u64"], returns: "int" },
    waitid: { args: ["int", "int", "ptr", "int"], returns: "int" },
    waitpid: { args: ["int", "ptr", "int"], returns: "int" },
  })
  if (libc === undefined || libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) !== 0) return undefined
  const info = new Uint8Array(infoBytes)
  const pidOfEnded = (): number | undefined => {
    info.fill(0)
    if (libc.waitid(P_ALL, 0, info, WNOHANG | WEXITED | WNOWAIT) !== 0) return undefined
    return new DataView(info.buffer).getInt32(pidOffset, true)
  }
  return {
    collect: () => {
      for (;;) {
        const pid = pidOfEnded()
        if (pid === undefined) return false
        // The runtime's child comes first until the runtime has collected it; those behind it are found then.
        if (pid === 0 || pid === ownChild()) return true
        libc.waitpid(pid, null, WNOHANG)
      }
    },
  }
}
