import { readFileSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"

import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { writeAtomically } from "../os/files/atomicFile.ts"
import { errorCodeOf } from "../os/files/errorCode.ts"
import { type FileError, onFile } from "../os/files/fileError.ts"
import { privateFileMode } from "../os/files/privateModes.ts"

/** The files of a task. docs/protocol.md says which process writes and reads each. */
export const taskFiles = [
  "prompt",
  "manifest",
  "pid",
  "output.log",
  "capturing",
  "exit_code",
  "done",
  "resume",
  "monitor.pid",
  "monitor.trace",
  "monitor.log",
  "wrapper.lock",
  "monitor.lock",
  "environment",
  "events.jsonl",
  "continuation",
] as const

export type TaskFile = (typeof taskFiles)[number]

/*
 * Looks are plain functions, not effects: a monitor looks all day, and reading a few bytes takes less time than asking
 * a thread to read them.
 */

/** The absolute path of the task directory that was `given`; none where that is no directory. */
export const find = (given: string): Option.Option<string> => {
  try {
    return statSync(given).isDirectory() ? Option.some(resolve(given)) : Option.none()
  } catch {
    return Option.none()
  }
}

/** The path of one of the files of the task in `directory`. */
export const pathOf = (directory: string, file: TaskFile): string => join(directory, file)

/**
 * Whether the file is there, as a file. Anything else of its name says nothing, as for the scripts: a directory, a FIFO, a
 * link to a device.
 */
export const has = (directory: string, file: TaskFile): boolean => statusOf(directory, file) !== undefined

/** When the file was last written, in seconds since the epoch; `undefined` where it is not there, as a file. */
export const writtenAt = (directory: string, file: TaskFile): number | undefined => {
  const status = statusOf(directory, file)
  return status === undefined ? undefined : status.mtimeMs / 1000
}

/** `undefined` where there is no such file, or none that this user may see. */
const statusOf = (directory: string, file: TaskFile): Stats | undefined => {
  try {
    const status = statSync(pathOf(directory, file), { throwIfNoEntry: false })
    return status?.isFile() === true ? status : undefined
  } catch {
    // The directory may not be entered, or a link leads to itself.
    return undefined
  }
}

/** Removes the file; one that is not there is no error. */
export const remove = (directory: string, file: TaskFile): Effect.Effect<void, FileError> =>
  onFile(pathOf(directory, file), (path) => rmSync(path, { force: true }))

/** Creates the file empty, or leaves it as it is: only its presence counts. */
export const createMarker = (directory: string, file: "done" | "resume"): Effect.Effect<void, FileError> =>
  onFile(pathOf(directory, file), (path) => writeFileSync(path, "", { flag: "a", mode: privateFileMode }))

/** Writes a number and a newline, as a whole or not at all. */
export const writeNumber = (
  directory: string,
  file: "pid" | "exit_code" | "monitor.pid",
  number: number,
): Effect.Effect<void, FileError> => writeLine(directory, file, String(number))

/** Writes a line, as a whole or not at all. */
export const writeLine = (
  directory: string,
  file: "pid" | "exit_code" | "monitor.pid",
  line: string,
): Effect.Effect<void, FileError> => onFile(pathOf(directory, file), (path) => writeAtomically(path, `${line}\n`))

/**
 * The trimmed content of a file that holds one short line: empty if it cannot be read, `undefined` if there is no such
 * file. A FIFO of its name is not waited for.
 */
export const readLine = (
  directory: string,
  file: "capturing" | "pid" | "exit_code" | "monitor.pid",
): string | undefined => {
  if (!has(directory, file)) return undefined
  try {
    return readFileSync(pathOf(directory, file), "utf8").trim()
  } catch (error) {
    return errorCodeOf(error) === "ENOENT" ? undefined : ""
  }
}

/** A process id as the protocol writes it: decimal, at least 1. */
export const parsePid = (text: string): Option.Option<number> =>
  /^[1-9][0-9]{0,9}$/.test(text) ? Option.some(Number(text)) : Option.none()

/** The moment as the protocol writes times: UTC, whole seconds. */
export const timestamp = (epochMillis: number): string => new Date(epochMillis).toISOString().replace(/\.\d{3}Z$/, "Z")
