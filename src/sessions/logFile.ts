import { statSync } from "node:fs"

import { type LastLines, lastLines } from "../os/lastLines.ts"
import { type LineReader, makeLineReader, readLines } from "../os/lineReader.ts"
import { previousOf } from "../os/rotatingFile.ts"
import { pathOf } from "./files.ts"

/** What a program printed last is in its log this long after its end, on a machine that is busy. */
export const lastWordsMillis = 300

/**
 * The last `count` lines that the log of the session in `directory` has, one that has only begun among them; `end` is
 * where that begins in the present file.
 */
export const lastLogLines = (directory: string, count: number): LastLines => {
  const path = pathOf(directory, "output.log")
  const last = lastLines(path, count)
  const missing = count - countLines(last.text + last.begun)
  return missing > 0 ? { ...last, text: lastLines(previousOf(path), missing).text + last.text } : last
}

const countLines = (text: string): number => (text === "" ? 0 : text.replace(/\n$/, "").split("\n").length)

/** A log that is read along. */
export type Log = Omit<LineReader, "inode">

/**
 * Calls `heard` with every whole line that the log of the session in `directory` has, and from then on with what comes,
 * whenever it is to catch up; or with what comes after byte `from` of the present file. Whole lines stay whole when a full file gives way to another.
 */
export const followLog = (directory: string, heard: (line: string) => void, from?: number): Log => {
  const path = pathOf(directory, "output.log")
  if (from === undefined) readLines(previousOf(path), heard)
  let reader = makeLineReader(path, from ?? 0, heard)
  const catchUp = () => {
    reader.catchUp()
    const reading = reader.inode()
    const present = statSync(path, { throwIfNoEntry: false })?.ino
    if (reading === undefined || present === undefined || present === reading) return
    // The file was full, and another one has begun.
    reader.end()
    reader = makeLineReader(path, 0, heard)
    reader.catchUp()
  }
  return {
    catchUp,
    begun: () => reader.begun(),
    isBehind: () => reader.isBehind(),
    end: () => {
      catchUp()
      reader.end()
    },
    close: () => reader.close(),
  }
}
