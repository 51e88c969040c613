import { readdirSync } from "node:fs"

/** The names in a directory; none where there is no such directory, or none that this user may read. */
export const namesIn = (directory: string): ReadonlyArray<string> => {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}
