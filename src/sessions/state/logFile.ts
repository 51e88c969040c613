import { readFileSync, statSync } from "node:fs"

import type * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { type LastLines, lastLines } from "../../os/files/lastLines.ts"
import { type LineReader, makeLineReader, readLines } from "../../os/files/lineReader.ts"
import { previousOf } from "../../os/files/rotatingFile.ts"
import { awaitWhile } from "../../os/patience.ts"
import { isGone, parseIdentity } from "../../os/process/identity.ts"
import { pathOf } from "./files.ts"
import type { Kept } from "./record.ts"

/** The longest that a busy machine takes, after a program's end, to log what the program printed last. */
const lastWordsSeconds = 5

/** Whether the log of the session in `directory` is known to be complete. */
export const isLogWhole = (directory: string): boolean => {
  let writer: string
  try {
    writer = readFileSync(pathOf(directory, "logging"), "utf8")
  } catch {
    // The writer was done, and removed the file.
    return true
  }
  const identity = parseIdentity(writer)
  // The file is empty before the writer has begun, and on a full disk.
  return identity !== undefined && isGone(identity)
}

/** Waits, `seconds` at most, until the log has all that the program of an ended session printed. */
export const awaitLastWords = ({ directory, state }: Kept, seconds = lastWordsSeconds): Effect.Effect<void> => {
  const endedAt = state?.phase._tag === "Ended" ? Date.parse(state.phase.endedAt) : wallMillis()
  const sinceSeconds = Math.max(wallMillis() - endedAt, 0) / 1000
  return awaitWhile(() => !isLogWhole(directory), Math.min(lastWordsSeconds - sinceSeconds, seconds), lookMillis)
}

const lookMillis = 5

/**
 * The last `count` lines in the log of the session in `directory`, including one that has only begun; `end` is where
 * that line begins in the present file.
 */
export const lastLogLines = (directory: string, count: number): LastLines => {
  const path = pathOf(directory, "output.log")
  const last = lastLines(path, count)
  const missing = count - countLines(last.text + last.begun)
  return missing > 0 ? { ...last, text: lastLines(previousOf(path), missing).text + last.text } : last
}

const countLines = (text: string): number => (text === "" ? 0 : text.replace(/\n$/, "").split("\n").length)

/** A log that is being followed. */
export type Log = Omit<LineReader, "inode">

/**
 * Calls `heard` with every whole line in the log of the session in `directory`, or only with those after byte `from` of
 * the present file. New lines are read by `catchUp`. A line stays whole when a full file gives way to another.
 */
export const followLog = (directory: string, heard: (line: string) => void, from?: number): Log => {
  const path = pathOf(directory, "output.log")
  if (from === undefined) readLines(previousOf(path), heard)
  // Another file may have taken its place since `from` was found.
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  let reader = makeLineReader(path, from === undefined || from > size ? 0 : from, heard)
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
