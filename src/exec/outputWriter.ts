import { closeSync, fstatSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from "node:fs"

import { privateFileMode } from "../os/replaceFile.ts"
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
  start,
} from "./segments.ts"

/** Keeps the newest of what a command prints. */
export interface OutputWriter {
  /** Takes the bytes; a disk without room loses them, and is tried again with the next. */
  readonly append: (chunk: Uint8Array) => void
  /** The last byte is a line's end, or there is none. */
  readonly endsLine: () => boolean
  readonly close: () => void
}

/** Goes on with the output that is kept in `directory`, which has no more than `mostBytes` of it afterwards. */
export const openOutput = (directory: string, mostBytes: number): OutputWriter => {
  const segmentBytes = Math.max(Math.floor(mostBytes / 2), 1)
  let mark = endOf(directory)
  let from = segmentsIn(directory).at(-1)?.from ?? 0
  let lastMark: Mark | undefined = readMarks(directory, from).at(-1)
  let files: { readonly output: number; readonly marks: number } | undefined

  const open = () =>
    (files ??= {
      output: openSync(outputPath(directory, from), "a", privateFileMode),
      marks: openMarks(marksPath(directory, from)),
    })

  const close = () => {
    if (files === undefined) return
    closeSync(files.output)
    closeSync(files.marks)
    files = undefined
  }

  /** The newest segment is always there; the one before it stays, and what is older goes. */
  const beginSegment = () => {
    close()
    for (const older of segmentsIn(directory)) {
      if (older.from === from) continue
      rmSync(outputPath(directory, older.from), { force: true })
      rmSync(marksPath(directory, older.from), { force: true })
    }
    from = mark.bytes
    lastMark = undefined
  }

  const write = (chunk: Uint8Array) => {
    const { marks, output } = open()
    if (lastMark === undefined || mark.bytes - lastMark.bytes >= bytesBetweenMarks) {
      if (writeSync(marks, markToBytes(mark)) < markBytes) throw new Error("the disk is full")
      lastMark = mark
    }
    for (let rest = chunk; rest.length > 0;) {
      const written = writeSync(output, rest)
      mark = markAfter(mark, rest.subarray(0, written))
      rest = rest.subarray(written)
    }
  }

  let lastByte: number | undefined
  const append = (chunk: Uint8Array) => {
    lastByte = chunk.at(-1) ?? lastByte
    try {
      for (let rest = chunk; rest.length > 0;) {
        if (mark.bytes - from >= segmentBytes) beginSegment()
        const length = Math.min(rest.length, segmentBytes - (mark.bytes - from), bytesBetweenMarks)
        write(rest.subarray(0, length))
        rest = rest.subarray(length)
      }
    } catch {
      // A full disk, or a directory that was removed: no reason to keep a command from printing.
      close()
    }
  }

  return { append, close, endsLine: () => lastByte === undefined || lastByte === newline }
}

/** One that was not written whole is cut off: what follows has to begin where marks do. */
const openMarks = (path: string): number => {
  const file = openSync(path, "a", privateFileMode)
  const { size } = fstatSync(file)
  ftruncateSync(file, size - (size % markBytes))
  return file
}

/** How much output there is, as far as it can be counted from what is kept. */
const endOf = (directory: string): Mark => {
  const last = segmentsIn(directory).at(-1)
  if (last === undefined) return start
  const mark = readMarks(directory, last.from).at(-1) ?? { ...start, bytes: last.from }
  const rest = Buffer.alloc(Math.max(last.from + last.size - mark.bytes, 0))
  const file = openSync(outputPath(directory, last.from), "r")
  try {
    readSync(file, rest, 0, rest.length, mark.bytes - last.from)
  } finally {
    closeSync(file)
  }
  return markAfter(mark, rest)
}
