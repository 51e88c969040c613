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
  outputPath,
  readMarks,
  segmentsIn,
} from "./segments.ts"

/** The newest segment of a command's output, to write to its end. */
export interface SegmentWriter {
  /** How much output has come so far. */
  readonly position: () => Mark
  /** Bytes of the segment. */
  readonly size: () => number
  /** Writes the bytes; those that were written before it throws what the system says count in `position`. */
  readonly write: (chunk: Uint8Array) => void
  /** Begins another segment at a place in the output, and removes all older ones. */
  readonly beginAt: (place: Mark) => void
  /** Removes all older segments, and says whether there was one. */
  readonly removeOlder: () => boolean
  readonly close: () => void
}

/** Goes on with the newest segment in `directory`; the first one begins where there is none. */
export const openNewestSegment = (directory: string): SegmentWriter => {
  let from = segmentsIn(directory).at(-1)?.from ?? 0
  let mark = markAt(directory, extentOf(directory).end)
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

  const removeOlder = (): boolean => {
    const older = segmentsIn(directory).filter((segment) => segment.from !== from)
    for (const segment of older) {
      rmSync(outputPath(directory, segment.from), { force: true })
      rmSync(marksPath(directory, segment.from), { force: true })
    }
    return older.length > 0
  }

  const beginAt = (place: Mark) => {
    close()
    removeOlder()
    from = place.bytes
    mark = place
    first = place
    lastMark = undefined
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

  return { position: () => mark, size: () => mark.bytes - from, write, beginAt, removeOlder, close }
}

/** A mark that was not written whole is cut off: what follows has to begin where marks do. */
const openMarks = (path: string): number => {
  const file = openSync(path, "a", privateFileMode)
  const { size } = fstatSync(file)
  ftruncateSync(file, size - (size % markBytes))
  return file
}
