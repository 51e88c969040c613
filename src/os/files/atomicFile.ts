import { renameSync, rmSync, writeFileSync } from "node:fs"

import { randomHex } from "../randomHex.ts"
import { privateFileMode } from "./privateModes.ts"

/**
 * Writes `path` as a whole or not at all: a reader sees the old content or the new, never a part. Throws the system's
 * error. In an effect: `onFile(path, () => writeAtomically(path, content))`.
 *
 * The content goes to a temporary file beside it, which is then renamed. A failure removes that file.
 */
export const writeAtomically = (path: string, content: string | Uint8Array): void => {
  const temporary = `${path}.${randomHex(6)}.tmp`
  try {
    writeFileSync(temporary, content, { mode: privateFileMode })
    renameSync(temporary, path)
  } catch (error) {
    removeQuietly(temporary)
    throw error
  }
}

const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // The first error says more.
  }
}
