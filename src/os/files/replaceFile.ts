import { renameSync, rmSync, writeFileSync } from "node:fs"

import { randomHex } from "../randomHex.ts"

/** The mode of every file that outlive writes: what a task holds is its owner's business. (The task directory protocol, Files) */
export const privateFileMode = 0o600

/** The same for directories. */
export const privateDirectoryMode = 0o700

/**
 * Writes `path` as a whole or not at all: a reader sees the old content or the new, never a part. Throws what the system
 * says otherwise, and leaves nothing behind. For programs that start without Effect; `writeAtomically` is for the rest.
 */
export const replaceFile = (path: string, content: string | Uint8Array): void => {
  const temporary = `${path}.${randomHex(6)}.tmp`
  try {
    writeFileSync(temporary, content, { mode: privateFileMode })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
