import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"

import { namesIn } from "../../os/files/directory.ts"

/*
 * A command's output on disk: its bytes, in the order they came, in segments. `output.N` holds the bytes from the N-th
 * on, and `lines.N` says, for every so many bytes of it, how many lines and characters came before. Only the last two
 * segments are kept, so that a command may print for ever.
 */

/** A place in the output: how much came before it. */
export interface Mark {
  readonly bytes: number
  readonly lines: number
  /** UTF-8 characters: every byte that does not continue one. */
  readonly characters: number
}

export const start: Mark = { bytes: 0, lines: 0, characters: 0 }

/** A mark is written after this much output, so counting from a mark reads no more than this. */
export const bytesBetweenMarks = 256 * 1024

/** How many numbers a mark has, eight bytes each. */
const markNumbers = 3
export const markBytes = markNumbers * 8

export const outputPath = (directory: string, from: number): string => join(directory, `output.${from}`)
export const marksPath = (directory: string, from: number): string => join(directory, `lines.${from}`)

export const markToBytes = ({ bytes, characters, lines }: Mark): Uint8Array =>
  new Uint8Array(Float64Array.of(bytes, lines, characters).buffer)

/**
 * The marks of the segment; none if it is gone. Left out are a mark that was not written whole, and what a power
 * failure has left in place of one.
 */
export const readMarks = (directory: string, from: number): ReadonlyArray<Mark> => {
  try {
    const bytes = readFileSync(marksPath(directory, from))
    const whole = bytes.subarray(0, bytes.length - (bytes.length % markBytes))
    const numbers = new Float64Array(Uint8Array.from(whole).buffer)
    return Array.from({ length: numbers.length / markNumbers }, (_, index) => {
      const [at = 0, lines = 0, characters = 0] = numbers.subarray(index * markNumbers, (index + 1) * markNumbers)
      return { bytes: at, lines, characters }
    }).filter(({ bytes: at, characters, lines }) => at >= from && [at, lines, characters].every(Number.isSafeInteger))
  } catch {
    // It was there a moment ago: the output has moved on.
    return []
  }
}

/** A stretch of the output in a file. */
export interface Segment {
  readonly from: number
  readonly size: number
  /** When it was last written to, in milliseconds since the epoch. */
  readonly changedAt: number
}

/** The segments that are kept, in their order. */
export const segmentsIn = (directory: string): ReadonlyArray<Segment> =>
  namesIn(directory)
    .flatMap((name) => {
      const from = /^output\.(\d+)$/.exec(name)?.[1]
      const file = from === undefined ? undefined : statSync(join(directory, name), { throwIfNoEntry: false })
      return file === undefined ? [] : [{ from: Number(from), size: file.size, changedAt: file.mtimeMs }]
    })
    .toSorted((one, other) => one.from - other.from)

export const newline = 10

/** The mark that comes after `chunk`, where `before` is the one that it begins at. */
export const markAfter = (before: Mark, chunk: Uint8Array): Mark => {
  let lines = before.lines
  let characters = before.characters
  for (let index = 0; index < chunk.length; index++) {
    const byte = chunk[index] as number
    if (byte === newline) lines++
    if ((byte & 0xc0) !== 0x80) characters++
  }
  return { bytes: before.bytes + chunk.length, lines, characters }
}
