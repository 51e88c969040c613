import { writeSync } from "node:fs"

import { errorCodeOf } from "../files/errorCode.ts"

/**
 * Prints a line on stdout, at once. A closed pane or a full disk is no reason to fail: the line is only news.
 *
 * Not through `process.stdout`, which costs 13 ms at the first touch.
 */
export const printLine = (line: string): void => void tryWrite(1, Buffer.from(`${line}\n`))

/** The same; says whether stdout may still have a reader. */
export const offerLine = (line: string): boolean => tryWrite(1, Buffer.from(`${line}\n`)) !== "EPIPE"

/** The same; gives the system's name for what went wrong. */
export const writeLine = (line: string): string | undefined => tryWrite(1, Buffer.from(`${line}\n`))

/** The same on stderr. */
export const printError = (line: string): void => void tryWrite(2, Buffer.from(`${line}\n`))

/** Between two attempts to write to a pipe that is full and does not block. */
const retryMillis = 2

/** Writes all of it, or gives the system's name for what went wrong. */
export const tryWrite = (descriptor: 1 | 2, content: Uint8Array): string | undefined => {
  let rest = content
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const code = errorCodeOf(error)
      if (code !== "EAGAIN") return code
      Bun.sleepSync(retryMillis)
    }
  }
  return undefined
}
