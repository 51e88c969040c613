import { closeSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs"

import { privateFileMode } from "../../os/files/privateModes.ts"
import { extentOf, markAt } from "./output.ts"
import {
  bytesBetweenMarks,
  type Mark,
  markAfter,
  markBytes,
  marksPath,
  markToBytes,
  newline,
  outputPath,
  readMarks,
  segmentsIn,
} from "./segments.ts"

/** Keeps the newest of what a command prints. */
export interface OutputWriter {
  /** Keeps the bytes. A full disk loses them, and is tried again with the next. */
  readonly append: (chunk: Uint8Array) => void
  /** Whether the last byte is a line's end, or there is none. */
  readonly endsLine: () => boolean
  /** How many bytes the disk had no room for. */
  readonly lostBytes: () => number
  readonly close: () => void
}

/** Goes on with the output that is kept in `directory`, and keeps only its last `mostBytes`. */
export const openOutput = (directory: string, mostBytes: number): OutputWriter => {
  const segmentBytes = Math.max(Math.floor(mostBytes / 2), 1)
  const { end } = extentOf(directory)
  let from = segmentsIn(directory).at(-1)?.from ?? 0
  let mark = markAt(directory, end)
  /** Where the segment begins. */
  let first = markAt(directory, from)
  let lastMark: Mark | undefined = readMarks(directory, from).at(-1)
  let files: { readonly output: number; readonly marks: number } | undefined

  const open = () => {
    if (files !== undefined) return files
    const marks = openMarks(marksPath(directory, from))
    try {
      return (files = { marks, output: openSync(outputPath(directory, from), "a", privateFileMode) })
    } catch (error) {
      closeSync(marks)
      throw error
    }
  }

  const close = () => {
    if (files === undefined) return
    closeSync(files.output)
    closeSync(files.marks)
    files = undefined
  }

  /** Removes all segments but the newest; gives whether there were any. */
  const removeOlder = (): boolean => {
    const older = segmentsIn(directory).filter((segment) => segment.from !== from)
    for (const segment of older) {
      rmSync(outputPath(directory, segment.from), { force: true })
      rmSync(marksPath(directory, segment.from), { force: true })
    }
    return older.length > 0
  }

  const makeRoom = (): boolean => {
    try {
      return removeOlder()
    } catch {
      // Nothing could be removed.
      return false
    }
  }

  const beginSegment = (at: Mark) => {
    close()
    removeOlder()
    from = at.bytes
    mark = at
    first = at
    lastMark = undefined
  }

  /** Skips what the rest of `chunk` would push out at once. */
  const skipOver = (chunk: Uint8Array) => {
    const surplus = chunk.length - 2 * segmentBytes
    if (surplus > 0) beginSegment(markAfter(mark, chunk.subarray(0, surplus)))
  }

  const write = (chunk: Uint8Array) => {
    const { marks, output } = open()
    const due = lastMark === undefined ? first : mark.bytes - lastMark.bytes >= bytesBetweenMarks ? mark : undefined
    if (due !== undefined) {
      if (writeSync(marks, markToBytes(due)) < markBytes) throw new Error("the disk is full")
      lastMark = due
    }
    for (let rest = chunk; rest.length > 0;) {
      const written = writeSync(output, rest)
      mark = markAfter(mark, rest.subarray(0, written))
      rest = rest.subarray(written)
    }
  }

  let lastByte: number | undefined
  let lostBytes = 0
  const append = (chunk: Uint8Array) => {
    lastByte = chunk.at(-1) ?? lastByte
    const until = mark.bytes + chunk.length
    const rest = () => chunk.subarray(chunk.length - (until - mark.bytes))
    while (mark.bytes < until) {
      try {
        skipOver(rest())
        if (mark.bytes - from >= segmentBytes) beginSegment(mark)
        write(rest().subarray(0, Math.min(segmentBytes - (mark.bytes - from), bytesBetweenMarks)))
      } catch {
        close()
        // New output is worth more than old.
        if (makeRoom()) continue
        // A full disk, or a directory that was removed: no reason to keep a command from printing.
        lostBytes += rest().length
        return
      }
    }
  }

  return { append, close, lostBytes: () => lostBytes, endsLine: () => lastByte === undefined || lastByte === newline }
}

/** Cuts off a mark that was not written whole, since the next one has to begin on a mark's boundary. */
const openMarks = (path: string): number => {
  const file = openSync(path, "a", privateFileMode)
  const { size } = fstatSync(file)
  ftruncateSync(file, size - (size % markBytes))
  return file
}
