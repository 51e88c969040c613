import { closeSync, fstatSync, openSync, readSync } from "node:fs"

const chunkBytes = 65_536

/** A line that is longer than this is shown from somewhere within it. */
const mostBytes = 64 << 20

export interface LastLines {
  readonly text: string
  /** The last line if its end is still missing; `end` is where in the file it begins, in bytes. */
  readonly begun: string
  readonly end: number
}

/** The last `count` lines of the file, an unfinished one included; none where the file cannot be read. */
export const lastLines = (path: string, count: number): LastLines => {
  let descriptor: number
  try {
    descriptor = openSync(path, "r")
  } catch {
    // It has not been written yet.
    return { text: "", begun: "", end: 0 }
  }
  try {
    const { size } = fstatSync(descriptor)
    const chunks: Array<Buffer> = []
    let start = size
    // The line end before the first wanted line is read too, so that this line is whole.
    for (let ends = 0; start > 0 && ends <= count && size - start < mostBytes;) {
      const length = Math.min(chunkBytes, start)
      const chunk = Buffer.alloc(length)
      readSync(descriptor, chunk, 0, length, start - length)
      chunks.unshift(chunk)
      ends += newlinesIn(chunk)
      start -= length
    }
    const bytes = Buffer.concat(chunks)
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
    const begun = count === 0 ? "" : bytes.subarray(whole.length).toString()
    const wanted = count === 0 ? [] : whole.toString().split("\n").slice(0, -1)
    const text = wanted
      .slice(begun === "" ? -count : 1 - count || wanted.length)
      .map((line) => `${line}\n`)
      .join("")
    return { text, begun, end: size - (bytes.length - whole.length) }
  } finally {
    closeSync(descriptor)
  }
}

const newlinesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0)

/** Among so many lines at the end, one is usually not blank. */
export const linesToLookAt = 20

/** The last line that is not blank, without the blanks at its end; empty where all are. */
export const lastLineOf = (text: string): string => text.trimEnd().split("\n").at(-1) ?? ""
