import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

import type { PrunableFaults } from "./faults.schema.ts"
import { outliveHome } from "./home.ts"
import { privateDirectoryMode, privateFileMode } from "./os/files/privateModes.ts"
import { previousOf } from "./os/files/rotatingFile.ts"
import { ownVersion } from "./version.ts"

/*
 * Defects of outlive's own programs, most of which have no terminal to tell of them: `faults.log`, a JSON object a line.
 * What is full is moved to `faults.log.1`. `outlive doctor` tells of them, and `outlive prune` removes old ones.
 */

/** A defect, as it is kept. */
export interface Fault {
  /** ISO 8601, UTC. */
  readonly at: string
  readonly version: string
  /** The first words of the program. */
  readonly program: string
  readonly pid: number
  readonly message: string
  readonly stack: string
}

export const faultsPath = (): string => join(outliveHome(), "faults.log")

/** A file that has as much is moved away before the next entry. */
const mostBytes = 64 * 1024

/** No more is kept of a message, and of a stack. */
const mostCharacters = 4096

/** Writes a defect down. A log that cannot be written is no further defect. */
export const recordFault = (error: unknown, stack = error instanceof Error ? error.stack : undefined): void => {
  const fault: Fault = {
    at: new Date().toISOString(),
    version: ownVersion,
    program: programName(process.argv.slice(2)),
    pid: process.pid,
    message: messageOf(error).slice(0, mostCharacters),
    stack: (stack ?? "").slice(0, mostCharacters),
  }
  try {
    mkdirSync(outliveHome(), { recursive: true, mode: privateDirectoryMode })
    const size = statSync(faultsPath(), { throwIfNoEntry: false })?.size ?? 0
    if (size >= mostBytes) renameSync(faultsPath(), previousOf(faultsPath()))
    appendFileSync(faultsPath(), `${JSON.stringify(fault)}\n`, { mode: privateFileMode })
  } catch {
    // There is no other place for it.
  }
}

/** An error with a tag has its facts in fields, and no message. */
const messageOf = (error: unknown): string => {
  const { name: _name, _tag, ...facts } = error instanceof Error ? { _tag: undefined, ...error } : {}
  return _tag === undefined || Object.keys(facts).length === 0
    ? String(error)
    : `${String(error)} ${JSON.stringify(facts)}`
}

/** Names of a program, of an action and of what it is about; what comes after those may be a secret. */
const mostNames = 3

/** The first of the words, as far as they are names: flags and what a user runs or types may hold secrets. */
export const programName = (words: ReadonlyArray<string>): string => {
  const end = words.slice(0, mostNames).findIndex((word) => !/^[a-z][\w.-]*$/i.test(word))
  return words.slice(0, end === -1 ? mostNames : end).join(" ")
}

/** The defects that are kept, the oldest first. A line that was not written whole is left out. */
export const keptFaults = (): ReadonlyArray<Fault> =>
  files().flatMap((path) =>
    readIfThere(path)
      .split("\n")
      .flatMap((line) => asFault(line) ?? []),
  )

const files = (): ReadonlyArray<string> => [previousOf(faultsPath()), faultsPath()]

const readIfThere = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // It is not there, or not for this user.
    return ""
  }
}

const asFault = (line: string): Fault | undefined => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null && "at" in value && "message" in value && "program" in value
      ? (value as Fault)
      : undefined
  } catch {
    return undefined
  }
}

/** The files whose last defect is at least so old. */
export const prunableFaults = (olderThanSeconds: number): ReadonlyArray<PrunableFaults> =>
  files().flatMap((path) => {
    const changedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return changedAt === undefined || Date.now() - changedAt < olderThanSeconds * 1000
      ? []
      : [{ path, endedAt: new Date(changedAt).toISOString() }]
  })

export const removeFaults = ({ path }: PrunableFaults): void => rmSync(path, { force: true })
