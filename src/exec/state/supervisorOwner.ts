import { readdirSync } from "node:fs"

import { isGone } from "../../os/process/identity.ts"
import { makeOwned, ownerOf, takeOwned } from "./ownedFile.ts"

/*
 * Which process supervises a command is the name of a file, `supervisor.PID.MARK`. A successor that is killed while it takes
 * over leaves the name of a process that is gone, to be taken anew.
 */

const name = "supervisor"

/** This process supervises a new command. */
export const ownSupervision = (directory: string): void => makeOwned(directory, name)

/** Takes the place of a supervisor that is gone; says whether this process supervises the command now. */
export const takeSupervision = (directory: string): boolean => {
  try {
    const present = readdirSync(directory).find((entry) => entry.startsWith(`${name}.`))
    const owner = present === undefined ? undefined : ownerOf(directory, present, name)
    if (present === undefined || (owner !== undefined && !isGone(owner))) return false
    takeOwned(directory, present, name)
    return true
  } catch {
    // Another successor was first, or the command was removed.
    return false
  }
}
