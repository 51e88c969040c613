import { accessSync, constants, readdirSync, statSync } from "node:fs"

import { errorCodeOf } from "./errorCode.ts"

/** The names in a directory; none where there is no such directory, or none that this user may read. */
export const namesIn = (directory: string): ReadonlyArray<string> => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** Whether there is nothing at the path. One that this user may not look at may be there. */
export const isMissing = (path: string): boolean => {
  try {
    statSync(path)
    return false
  } catch (error) {
    return errorCodeOf(error) === "ENOENT"
  }
}

/** Whether both paths lead to one directory. A `given` one that is relative may be seen from elsewhere, and is none. */
export const isSameDirectory = (given: string, directory: string): boolean => {
  if (!given.startsWith("/")) return false
  try {
    const [one, other] = [statSync(given), statSync(directory)]
    return one.ino === other.ino && one.dev === other.dev
  } catch {
    // One of them is not there, or not this user's to see.
    return false
  }
}

/** Why a process cannot work in the directory; `undefined` where it can. */
export const whyNotEnterable = (path: string): string | undefined => {
  try {
    if (!statSync(path).isDirectory()) return "it is not a directory"
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errorCodeOf(error)) ? "it does not exist" : "it may not be entered"
  }
}
