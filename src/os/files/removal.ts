import { renameSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { randomHex } from "../randomHex.ts"
import { namesIn } from "./directory.ts"
import { errorCodeOf } from "./errorCode.ts"

/** How the name of a directory begins that is being removed. */
export const goneBeginning = ".gone."

/**
 * Removes a directory. The rename makes that one step for other processes: none finds a part of it, and one that is about
 * to write a file there, or to rename one, finds nothing.
 */
export const removeInOneStep = (directory: string): void => {
  const gone = join(dirname(directory), `${goneBeginning}${basename(directory)}.${randomHex(6)}`)
  try {
    rmSync(renamed(directory, gone), { recursive: true, force: true })
  } catch (error) {
    // Another process has removed it.
    if (errorCodeOf(error) !== "ENOENT") throw error
  }
}

/** The directory's new path; its old one where the full disk has no room for the longer name. */
const renamed = (directory: string, path: string): string => {
  try {
    renameSync(directory, path)
    return path
  } catch (error) {
    if (errorCodeOf(error) !== "ENOSPC") throw error
    return directory
  }
}

/** Removes what killed removals have left in `parent`. */
export const finishRemovals = (parent: string): void => {
  for (const name of namesIn(parent).filter((entry) => entry.startsWith(goneBeginning))) {
    try {
      rmSync(join(parent, name), { recursive: true, force: true })
    } catch {
      // Another process is just removing it too, or the system refuses that: the next call tries again.
    }
  }
}
