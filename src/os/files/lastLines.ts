import { closeSync, fstatSync, openSync, readSync } from "node:fs"

const chunkBytes = 65_536

/** A line that is longer than this is shown from somewhere within it. */
const mostBytes = 64 << 20

export interface LastLines {
  readonly text: string
  /** The last line, where it is still without its end; and where in the file it begins. */
  readonly begun: string
  readonly end: number
}

/** The last `count` lines of the file, a line that has only begun among them; none where it cannot be read. */
export const lastLines = (path: string, count: number): LastLines => {
  let descriptor: number
  try {
    descriptor = openSync(path, "r")
  } catch {
    // Nothing was said yet.
    return { text: "", begun: "", end: 0 }
  }
  try {
    const { size } = fstatSync(descriptor)
    const chunks: Array<Buffer> = []
    let start = size
    // One more line's end than lines, unless the file begins before that.
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

/** So many lines at the end have one that says something, as a rule. */
export const linesToLookAt = 20

/** The last line that says something, without the blanks at its end; empty where none does. */
export const lastLineOf = (text: string): string => text.trimEnd().split("\n").at(-1) ?? ""
