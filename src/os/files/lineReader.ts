import { closeSync, fstatSync, openSync, readSync, watch, writeSync } from "node:fs"

import { privateFileMode } from "./privateModes.ts"

/** Reads a growing file line by line. */
export interface LineReader {
  /** Reads what is there now; nothing where the file does not exist yet. */
  readonly catchUp: () => void
  /** What was read of a line whose end is missing. */
  readonly begun: () => string
  /** Whether the file has more than was read. */
  readonly isBehind: () => boolean
  /** Reads all that is there now, a last line without its end included, and stops. */
  readonly end: () => void
  /** Tells the open file from one that has taken its path since; `undefined` while none is open. */
  readonly inode: () => number | undefined
  /** Stops without reading the rest. It may have stopped already. */
  readonly close: () => void
}

const chunkBytes = 65_536

/** The longest line that is kept together; agents print whole files in one line. */
const longestLineBytes = 64 << 20

/**
 * Calls `heard` with every line of the file from byte `from` on, as long as `mayTake` says so. Bytes that are not UTF-8
 * become U+FFFD.
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

/** How often a file system that reports no changes is asked. */
const pollMillis = 500

/** The same, and hears lines as they are written, until it is ended or closed. The file must exist. */
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
    // It has not been written yet.
    return undefined
  }
}

/**
 * Prepares the file for more lines: makes it where it is missing, for this user alone, and ends a last line that was torn.
 * Gives its length in bytes, which is where new lines begin.
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
    // The system has no watch left: the timer finds new lines, a little later.
    return undefined
  }
}
