import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs"

import { privateFileMode } from "./privateModes.ts"

/** A file that keeps the newest of what is written to it. */
export interface RotatingFile {
  /** Appends the bytes. What cannot be written is lost; the next call tries again. */
  readonly append: (bytes: Uint8Array) => void
  readonly close: () => void
}

const lineFeed = 0x0a

/** The name that a full file gets, in place of the file that had it before. */
export const previousOf = (path: string): string => `${path}.1`

/**
 * Opens the file to append to it. Once it has `mostBytes` it becomes `PATH.1`, at the end of a line, and a new one begins:
 * together they have at least the newest `mostBytes`, and not much more than twice as many.
 */
export const openRotatingFile = (path: string, mostBytes: number): RotatingFile => {
  let descriptor: number | undefined
  let size = 0
  let endsLine = false

  const open = (): number => {
    if (descriptor === undefined) {
      descriptor = openSync(path, "a", privateFileMode)
      size = fstatSync(descriptor).size
    }
    return descriptor
  }

  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }

  const write = (bytes: Uint8Array) => {
    const file = open()
    for (let written = 0; written < bytes.length;) {
      const length = writeSync(file, bytes, written)
      written += length
      size += length
    }
  }

  const rotate = () => {
    close()
    renameSync(path, previousOf(path))
    size = 0
  }

  const append = (bytes: Uint8Array) => {
    try {
      open()
      // A full file is renamed only when there is more to write, so that the newest file is never empty.
      if (size >= mostBytes && endsLine && bytes.length > 0) rotate()
      const lineEnd = size + bytes.length < mostBytes ? -1 : bytes.lastIndexOf(lineFeed)
      const isWhole = lineEnd === -1 || lineEnd === bytes.length - 1
      write(isWhole ? bytes : bytes.subarray(0, lineEnd + 1))
      endsLine = bytes.at(-1) === lineFeed
      if (isWhole) return
      rotate()
      write(bytes.subarray(lineEnd + 1))
    } catch {
      // A full disk, or a directory that was removed: neither may keep the program from printing.
      close()
    }
  }

  return { append, close }
}
