import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs"

import { writeAtomically } from "./atomicFile.ts"
import { privateFileMode } from "./privateModes.ts"

/** Room for any state: it has names of signals, ids and times, and a problem in a line or two. */
const reservedBytes = 2048

/** Reserves the room that a state needs, so that it can be recorded on a full disk. The file holds no state yet. */
export const reserveState = (path: string): void =>
  writeFileSync(path, " ".repeat(reservedBytes), { mode: privateFileMode })

/**
 * Writes a state as JSON, atomically where the disk has room for another file; says whether it is written.
 */
export const recordState = (path: string, state: object): boolean => {
  const text = `${JSON.stringify(state)}\n`.padEnd(reservedBytes)
  try {
    writeAtomically(path, text)
    return true
  } catch {
    return overwrite(path, text)
  }
}

/**
 * A full disk still lets the reserved room be overwritten. For a moment, or for good where this process is killed in
 * between, a reader may find a part of the new state before the rest of the old one: a damaged record.
 */
const overwrite = (path: string, text: string): boolean => {
  try {
    const file = openSync(path, "r+")
    try {
      writeSync(file, text, 0)
      ftruncateSync(file, Buffer.byteLength(text))
      return true
    } finally {
      closeSync(file)
    }
  } catch {
    return false
  }
}
