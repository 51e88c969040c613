import { closeSync, constants, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

import { privateFileMode } from "../../os/files/privateModes.ts"
import {
  formatIdentity,
  formatIdentityName,
  identityOf,
  parseIdentityName,
  type ProcessIdentity,
  unknownProcess,
} from "../../os/process/identity.ts"

/*
 * A file whose name says which process owns it, `NAME.PID.MARK`. Another process takes it by a rename, in which only
 * one of several succeeds. The content is the owner's identity with its place, which the name has no room for.
 */

/** Makes the file, as this process's. */
export const makeOwned = (directory: string, name: string): void => {
  const own = identityOf(process.pid)
  const path = join(directory, `${name}.${formatIdentityName(own)}`)
  writeFileSync(path, formatIdentity(own), { mode: privateFileMode })
}

/** Takes the file `present` as `NAME` for this process, and gives its new path. Throws where another process was first. */
export const takeOwned = (directory: string, present: string, name: string): string => {
  const own = identityOf(process.pid)
  const taken = join(directory, `${name}.${formatIdentityName(own)}`)
  // Before the rename, so that the new name never stands without its place.
  noteOwner(join(directory, present), own)
  renameSync(join(directory, present), taken)
  // Another process that was about to take it may have noted itself in between.
  if (contentOf(taken) !== formatIdentity(own)) noteOwner(taken, own)
  return taken
}

/**
 * The process that owns the file `NAME.PID.MARK`; `undefined` where it is `NAME`, and has no owner. A name that cannot be
 * read is of a process unknown: a later version may have written it.
 */
export const ownerOf = (directory: string, present: string, name: string): ProcessIdentity | undefined => {
  if (!present.startsWith(`${name}.`)) return undefined
  const path = join(directory, present)
  return parseIdentityName(present.slice(name.length + 1), contentOf(path)) ?? unknownProcess(path)
}

/** Without this note, as on a full disk, the owner's place is unknown: only its id and mark identify it. */
const noteOwner = (path: string, own: ProcessIdentity): void => {
  try {
    const descriptor = openSync(path, constants.O_WRONLY | constants.O_TRUNC)
    try {
      writeSync(descriptor, formatIdentity(own))
    } finally {
      closeSync(descriptor)
    }
  } catch {
    // A full disk; or the command was removed.
  }
}

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // It was renamed since; a caller that acts on it gets that error.
    return ""
  }
}
