import { bytesBetweenMarks, markAfter, newline } from "./segments.ts"
import { openNewestSegment, type SegmentWriter } from "./segmentWriter.ts"

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
  const segment = openNewestSegment(directory)

  /** Writes the beginning of `chunk`, as much as fits into a segment and between two marks. */
  const writeSome = (chunk: Uint8Array) => {
    // What the rest of it would push out again at once need not be written.
    const surplus = chunk.length - 2 * segmentBytes
    if (surplus > 0) segment.beginAt(markAfter(segment.position(), chunk.subarray(0, surplus)))
    const rest = surplus > 0 ? chunk.subarray(surplus) : chunk
    if (segment.size() >= segmentBytes) segment.beginAt(segment.position())
    segment.write(rest.subarray(0, Math.min(segmentBytes - segment.size(), bytesBetweenMarks)))
  }

  let lastByte: number | undefined
  let lostBytes = 0
  const append = (chunk: Uint8Array) => {
    lastByte = chunk.at(-1) ?? lastByte
    const until = segment.position().bytes + chunk.length
    for (let left = chunk.length; left > 0; left = until - segment.position().bytes) {
      try {
        writeSome(chunk.subarray(chunk.length - left))
      } catch {
        segment.close()
        // What is new counts more than what is old.
        if (makesRoom(segment)) continue
        // A full disk, or a directory that was removed: no reason to keep a command from printing.
        lostBytes += until - segment.position().bytes
        return
      }
    }
  }

  return {
    append,
    close: segment.close,
    lostBytes: () => lostBytes,
    endsLine: () => lastByte === undefined || lastByte === newline,
  }
}

const makesRoom = (segment: SegmentWriter): boolean => {
  try {
    return segment.removeOlder()
  } catch {
    // Then there is none.
    return false
  }
}
