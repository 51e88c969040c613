import { namesIn } from "../../os/files/directory.ts"
import { isGone, type ProcessIdentity } from "../../os/process/identity.ts"
import { makeOwned, ownerOf, takeOwned } from "./ownedFile.ts"

/*
 * A file's name says which process supervises a command: `supervisor.PID.MARK`. A successor that is killed while it
 * takes over leaves the file in the name of a process that is gone, so the next successor can take it.
 */

const name = "supervisor"

/** Makes this process the supervisor of a new command. */
export const ownSupervision = (directory: string): void => makeOwned(directory, name)

/** Takes the place of a supervisor that is gone; says whether this process supervises the command now. */
export const takeSupervision = (directory: string): boolean => {
  try {
    const file = ownedIn(directory)
    if (file === undefined || !isGone(file.owner)) return false
    takeOwned(directory, file.present, name)
    return true
  } catch {
    // Another successor was first, or the command was removed.
    return false
  }
}

/** The process unknown that supervises the command by a file whose name cannot be read, if there is one. */
export const unreadableOwner = (directory: string): ProcessIdentity | undefined => {
  const owner = ownedIn(directory)?.owner
  return owner?.unreadable === undefined ? undefined : owner
}

const ownedIn = (directory: string) => {
  const present = namesIn(directory).find((entry) => entry.startsWith(`${name}.`))
  const owner = present === undefined ? undefined : ownerOf(directory, present, name)
  return present === undefined || owner === undefined ? undefined : { present, owner }
}
