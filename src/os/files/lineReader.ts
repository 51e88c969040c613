import { closeSync, fstatSync, openSync, readSync, watch, writeSync } from "node:fs"

import { privateFileMode } from "./privateModes.ts"

/** Reads a growing file line by line. */
export interface LineReader {
  /** Takes in what is there now; a file that is not there yet has nothing. */
  readonly catchUp: () => void
  /** What was taken in of a line that has not ended. */
  readonly begun: () => string
  /** Whether there is more than was taken in. */
  readonly isBehind: () => boolean
  /** Takes in all that is there now, a last line without its end included, and stops. */
  readonly end: () => void
  /** Which file it reads, which another one may have taken the place of; `undefined` where there was none yet. */
  readonly inode: () => number | undefined
  /** Stops, whatever there still is. It may have stopped already. */
  readonly close: () => void
}

const chunkBytes = 65_536

/** The longest line that is kept together; agents print whole files in one. */
const longestLineBytes = 64 << 20

/**
 * Calls `heard` with every line of the file from byte `from` on, as long as `mayTake` more. Bytes that are no UTF-8 become
 * U+FFFD.
 */
export const makeLineReader = (
  path: string,
  from: number,
  heard: (line: string) => void,
  mayTake: () => boolean = () => true,
): LineReader => {
  const chunk = Buffer.alloc(chunkBytes)
  let descriptor: number | undefined
  let position = from
  let parts: Array<Buffer> = []
  let partBytes = 0

  const endLine = (last: Buffer) => {
    heard(Buffer.concat([...parts, last]).toString())
    parts = []
    partBytes = 0
  }

  const take = (bytes: Buffer) => {
    let start = 0
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      endLine(bytes.subarray(start, end))
      start = end + 1
    }
    if (start === bytes.length) return
    parts.push(Buffer.from(bytes.subarray(start)))
    partBytes += bytes.length - start
    if (partBytes > longestLineBytes) endLine(Buffer.alloc(0))
  }

  const catchUp = () => {
    descriptor ??= openExisting(path)
    if (descriptor === undefined) return
    for (let length = 1; length > 0 && mayTake(); position += length) {
      length = readSync(descriptor, chunk, 0, chunkBytes, position)
      take(chunk.subarray(0, length))
    }
  }

  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }

  return {
    catchUp,
    begun: () => Buffer.concat(parts).toString(),
    inode: () => (descriptor === undefined ? undefined : fstatSync(descriptor).ino),
    isBehind: () => descriptor !== undefined && fstatSync(descriptor).size > position,
    end: () => {
      catchUp()
      if (partBytes > 0) endLine(Buffer.alloc(0))
      close()
    },
    close,
  }
}

/** A file system that does not tell of changes is asked this often. */
const pollMillis = 500

/** The same, for as long as it is not ended: lines are heard as they are written. The file must be there. */
export const followLines = (
  path: string,
  from: number,
  heard: (line: string) => void,
  mayTake?: () => boolean,
): LineReader => {
  const reader = makeLineReader(path, from, heard, mayTake)
  const timer = setInterval(reader.catchUp, pollMillis)
  const watcher = watchFile(path, reader.catchUp)
  const unfollow = () => {
    clearInterval(timer)
    watcher?.close()
  }
  return {
    ...reader,
    end: () => {
      unfollow()
      reader.end()
    },
    close: () => {
      unfollow()
      reader.close()
    },
  }
}

/** Calls `heard` with every line that the file has now; a file that is not there has none. */
export const readLines = (path: string, heard: (line: string) => void): void => makeLineReader(path, 0, heard).end()

const openExisting = (path: string): number | undefined => {
  try {
    return openSync(path, "r")
  } catch {
    // Nobody has written it yet.
    return undefined
  }
}

/**
 * Gets the file ready for more lines: makes it where it is missing, for this user alone, and ends a last line that was torn.
 * Gives its length, in bytes, from which on there is only what is new.
 */
export const beginAppending = (path: string): number => {
  const descriptor = openSync(path, "a+", privateFileMode)
  try {
    const { size } = fstatSync(descriptor)
    const last = Buffer.alloc(1)
    if (size > 0) readSync(descriptor, last, 0, 1, size - 1)
    const isTorn = size > 0 && last[0] !== 10
    return isTorn ? size + writeSync(descriptor, "\n") : size
  } finally {
    closeSync(descriptor)
  }
}

const watchFile = (path: string, changed: () => void) => {
  try {
    return watch(path, changed).on("error", () => {})
  } catch {
    // The system has no watch left to give: the timer finds what is new, a little later.
    return undefined
  }
}
