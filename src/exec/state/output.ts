import { closeSync, openSync, readSync } from "node:fs"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { cutOffCharacter } from "../../terminal/wholeText.ts"
import { type Mark, markAfter, outputPath, readMarks, type Segment, segmentsIn, start } from "./segments.ts"

/** Bytes of the output, and where they begin: later than asked for, if the beginning is no longer kept. */
export interface Stretch {
  readonly from: number
  readonly bytes: Uint8Array
}

/** Which bytes of the output are kept, and when the last came, in milliseconds since the epoch. */
export interface Extent {
  readonly from: number
  readonly end: number
  readonly changedAt: number | undefined
}

export const extentOf = (directory: string): Extent => {
  const segments = segmentsIn(directory)
  const last = segments.at(-1)
  return last === undefined
    ? { from: 0, end: 0, changedAt: undefined }
    : { from: segments[0]?.from ?? 0, end: last.from + last.size, changedAt: last.changedAt }
}

/** The output from one byte up to another, as far as it is kept. */
export const readOutput = (directory: string, from: number, end: number): Stretch =>
  whileItMoves(() => {
    const parts = segmentsIn(directory).flatMap((segment) => {
      const first = Math.max(from, segment.from)
      const last = Math.min(end, segment.from + segment.size)
      return first < last ? [{ from: first, bytes: readSegment(directory, segment, first, last) }] : []
    })
    return { from: parts[0]?.from ?? end, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) }
  })

/** The last `mostBytes` of the output. */
export const readLast = (directory: string, mostBytes: number): Stretch => {
  const { end } = extentOf(directory)
  return readOutput(directory, Math.max(end - mostBytes, 0), end)
}

/** How much output came before a byte, or before the first kept byte if that one is gone. */
export const markAt = (directory: string, bytes: number): Mark =>
  whileItMoves(() => {
    const segments = segmentsIn(directory)
    const marks = marksOf(directory, segments)
    const before = marks.findLast((mark) => mark.bytes <= bytes) ?? firstOf(directory, segments, marks)
    return goOn(directory, segments, before, bytes, (chunk) => chunk.length)
  })

/** Where line number `line` begins, counted from 0; the end of the output where it has not begun. */
export const markOfLine = (directory: string, line: number): Mark =>
  whileItMoves(() => {
    const segments = segmentsIn(directory)
    const marks = marksOf(directory, segments)
    const before = marks.findLast(({ lines }) => lines < line) ?? firstOf(directory, segments, marks)
    // Reading up to the next mark is enough.
    const after = marks.find(({ lines }) => lines >= line)?.bytes ?? Number.POSITIVE_INFINITY
    return goOn(directory, segments, before, after, (chunk, { lines }) => endOfLines(chunk, line - lines))
  })

const marksOf = (directory: string, segments: ReadonlyArray<Segment>): ReadonlyArray<Mark> =>
  segments.flatMap(({ from }) => readMarks(directory, from))

/** Where the kept output begins. If its own mark is lost, its counts are those of the next, less what is between. */
const firstOf = (directory: string, segments: ReadonlyArray<Segment>, marks: ReadonlyArray<Mark>): Mark => {
  const unknown = { ...start, bytes: segments[0]?.from ?? 0 }
  const [next] = marks
  if (next === undefined || next.bytes <= unknown.bytes) return next ?? unknown
  const { characters, lines } = goOn(directory, segments, unknown, next.bytes, (chunk) => chunk.length)
  return { bytes: unknown.bytes, lines: next.lines - lines, characters: next.characters - characters }
}

/** Counts from a mark up to byte `until`, and in each segment only as many bytes as `wanted` gives. */
const goOn = (
  directory: string,
  segments: ReadonlyArray<Segment>,
  from: Mark,
  until: number,
  wanted: (chunk: Uint8Array, mark: Mark) => number,
): Mark => {
  let mark = from
  for (const segment of segments) {
    const first = Math.max(mark.bytes, segment.from)
    const last = Math.min(segment.from + segment.size, until)
    if (first >= last) continue
    const chunk = readSegment(directory, segment, first, last)
    const length = wanted(chunk, mark)
    mark = markAfter({ ...mark, bytes: first }, chunk.subarray(0, length))
    if (length < chunk.length) break
  }
  return mark
}

/** How many of the bytes `count` whole lines take; all of them where there are fewer. */
const endOfLines = (bytes: Uint8Array, count: number): number => {
  let end = 0
  for (let left = count; left > 0; left--) {
    const newline = bytes.indexOf(10, end)
    if (newline === -1) return bytes.length
    end = newline + 1
  }
  return end
}

const readSegment = (directory: string, segment: Segment, from: number, end: number): Uint8Array => {
  const bytes = Buffer.alloc(Math.max(end - from, 0))
  const file = openSync(outputPath(directory, segment.from), "r")
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from - segment.from))
  } finally {
    closeSync(file)
  }
}

/** How often a read is tried that meets a segment being removed. */
const mostLooks = 5

/** A command that prints a lot may lose its oldest segment between two looks at it. */
const whileItMoves = <A>(look: () => A): A => {
  for (let attempt = 1; ; attempt++) {
    try {
      return look()
    } catch (error) {
      if (errorCodeOf(error) !== "ENOENT" || attempt === mostLooks) throw error
    }
  }
}

/** The bytes as text. What is no UTF-8 becomes U+FFFD; a character that was cut off at the beginning is left out. */
export const toText = ({ bytes, from }: Stretch): string => {
  let begin = 0
  if (from > 0) while (begin < Math.min(bytes.length, 3) && ((bytes[begin] ?? 0) & 0xc0) === 0x80) begin++
  return Buffer.from(bytes.subarray(begin)).toString()
}

/** The same for output that goes on: an unfinished last character is left out. */
export const toTextSoFar = ({ bytes, from }: Stretch): string =>
  toText({ from, bytes: bytes.subarray(0, bytes.length - cutOffCharacter(bytes)) })

/** The last characters of a text, at most so many; never half of one. */
export const lastCharacters = (text: string, most: number): string => {
  if (text.length <= most) return text
  const begin = text.length - most
  const first = text.charCodeAt(begin)
  return text.slice(first >= 0xdc00 && first <= 0xdfff ? begin + 1 : begin)
}

/** The most that a UTF-8 character has. */
export const bytesPerCharacter = 4

/** The last of the output as text; `goesOn`: more of it may come. */
export const lastText = (directory: string, mostCharacters: number, goesOn: boolean): string => {
  const last = readLast(directory, mostCharacters * bytesPerCharacter)
  return lastCharacters(goesOn ? toTextSoFar(last) : toText(last), mostCharacters)
}
