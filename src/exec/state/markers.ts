import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { privateFileMode } from "../../os/files/privateModes.ts"

/*
 * Orders to a supervisor from a process that is not its starter: an empty file says what to do.
 */

/** `kill`: another process is ending the command. `eof`: its stdin is to be closed. */
export type Marker = "kill" | "eof"

/** Tells a supervisor that there is a new marker. */
export const markerSignal = "SIGUSR2"

/** Leaves a marker if the disk has room. A kill goes on without one; the caller sees that an `eof` had no effect. */
export const leaveMarker = (directory: string, marker: Marker): void => {
  try {
    writeFileSync(join(directory, marker), "", { mode: privateFileMode })
  } catch {
    // A full disk, or the command was removed.
  }
}

export const hasMarker = (directory: string, marker: Marker): boolean => existsSync(join(directory, marker))
