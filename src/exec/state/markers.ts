import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { privateFileMode } from "../../os/files/privateModes.ts"

/*
 * Orders to a supervisor by somebody who is not its starter: an empty file says what, and a signal that there is one.
 */

/** `kill`: the command is being ended by somebody. `eof`: its stdin is to be closed. */
export type Marker = "kill" | "eof"

/** What a supervisor is told of a new marker by. */
export const markerSignal = "SIGUSR2"

/** It is a note for whoever writes things down: where there is no room for it, what it is about is done all the same. */
export const leaveMarker = (directory: string, marker: Marker): void => {
  try {
    writeFileSync(join(directory, marker), "", { mode: privateFileMode })
  } catch {
    // A full disk, or what was kept is gone.
  }
}

export const hasMarker = (directory: string, marker: Marker): boolean => existsSync(join(directory, marker))
