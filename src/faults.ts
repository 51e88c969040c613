import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

import type { PrunableFaults } from "./faults.schema.ts"
import { outliveHome } from "./home.ts"
import { wallMillis } from "./os/clock.ts"
import { errorCodeOf } from "./os/files/errorCode.ts"
import { privateDirectoryMode, privateFileMode } from "./os/files/privateModes.ts"
import { previousOf } from "./os/files/rotatingFile.ts"
import { randomHex } from "./os/randomHex.ts"
import { programOf } from "./program.ts"
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
    at: new Date(wallMillis()).toISOString(),
    version: ownVersion,
    program: programName(process.argv0, process.argv.slice(2)),
    pid: process.pid,
    message: messageOf(error).slice(0, mostCharacters),
    stack: (stack ?? "").slice(0, mostCharacters),
  }
  try {
    mkdirSync(outliveHome(), { recursive: true, mode: privateDirectoryMode })
    if (isFull(faultsPath())) moveFullAway()
    appendFileSync(faultsPath(), `${JSON.stringify(fault)}\n`, { mode: privateFileMode })
  } catch {
    // There is no other place for it.
  }
}

const isFull = (path: string): boolean => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= mostBytes

/**
 * Makes room for the next entry. Where another program has just done so, the file at this path is a new one by now, and
 * must not take the place of the full one.
 */
export const moveFullAway = (): void => {
  const moved = `${faultsPath()}.${randomHex(6)}`
  try {
    renameSync(faultsPath(), moved)
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return
    throw error
  }
  if (isFull(moved)) return renameSync(moved, previousOf(faultsPath()))
  appendFileSync(faultsPath(), readFileSync(moved), { mode: privateFileMode })
  rmSync(moved)
}

/** An error with a tag has its facts in fields, and no message. */
const messageOf = (error: unknown): string => {
  const { name: _name, _tag, ...facts } = error instanceof Error ? { _tag: undefined, ...error } : {}
  return _tag === undefined || Object.keys(facts).length === 0
    ? String(error)
    : `${String(error)} ${JSON.stringify(facts)}`
}

/**
 * How many names follow the name of a program: an action, and what it is about. The words of other programs, as of `exec`,
 * are what a user runs or types, and may hold secrets.
 */
const namesAfter: Readonly<Record<string, number>> = {
  ...{ process: 2, session: 2, manifest: 1, pane: 1, monitor: 1, "exec-supervisor": 1, "exec-announcement": 1 },
  ...{ attach: 1, logs: 1, result: 1, resume: 1, status: 1, stop: 1, wait: 1 },
}

/** The program that was called so, and the words after it as far as they are names. */
export const programName = (calledAs: string, words: ReadonlyArray<string>): string => {
  const [program = "", parameters] = programOf(calledAs, words)
  const names = [program, ...parameters.slice(0, namesAfter[program] ?? 0)]
  const end = names.findIndex((word) => !/^[a-z][\w.-]*$/i.test(word))
  return names.slice(0, end === -1 ? names.length : end).join(" ")
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
    return changedAt === undefined || wallMillis() - changedAt < olderThanSeconds * 1000
      ? []
      : [{ path, endedAt: new Date(changedAt).toISOString() }]
  })

export const removeFaults = ({ path }: PrunableFaults): void => rmSync(path, { force: true })
