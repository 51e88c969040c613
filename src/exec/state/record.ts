import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { outliveHome } from "../../home.ts"
import { namesIn } from "../../os/files/directory.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateDirectoryMode, privateFileMode } from "../../os/files/privateModes.ts"
import { recordState, reserveState } from "../../os/files/stateFile.ts"
import { type Elsewhere, elsewhereOf, isThere } from "../../os/process/identity.ts"
import { randomHex } from "../../os/randomHex.ts"
import { type Content, encode, type Format, readRecord } from "../../record/format.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import { TaggedError } from "../../taggedError.ts"
import { freshIds, isId, shortId } from "./ids.ts"
import type { Request, State } from "./record.schema.ts"
import { isRequest, isState } from "./record.validators.ts"

/*
 * What is kept of a command, one directory for each: `exec/ID`.
 *
 *   request.json   what was asked for; written once
 *   state.json     what became of it; written by its supervisor alone, as a whole
 *   input          a pipe with a name: what is written to it is the command's stdin, or what is typed on its terminal
 *   stdout stderr  pipes with names: what the command prints; both are `stdout` where they need not be told apart
 *   output.N       what it printed, and lines.N where its lines are (segments.ts)
 *   poll.N         the output up to byte N was handed out (polled.ts)
 *   kill           that it was to be ended; written by `process kill` and `process remove`
 *   eof            that its stdin was to be closed; written by `process write`
 *
 * Everything here is read and written without Effect: `outlive exec` and the supervisors are on the clock.
 */

export type { End, Notification, Request, State } from "./record.schema.ts"

const requestFormat: Format<Request> = { version: 1, isValid: isRequest }
const stateFormat: Format<State> = { version: 1, isValid: isState }

/** A command that is kept. */
export interface Kept {
  readonly _tag: "Kept"
  readonly directory: string
  readonly request: Request
  readonly state: State
}

export const execHome = (): string => join(outliveHome(), "exec")

/** Makes the directory of a new command, under an id that nobody has, and says which. Throws what the system refuses. */
export const makeDirectory = (): { readonly id: string; readonly directory: string } => {
  mkdirSync(execHome(), { recursive: true, mode: privateDirectoryMode })
  const taken = new Set(namesIn(execHome()).map((name) => name.slice(0, shortId)))
  for (const id of freshIds((beginning) => taken.has(beginning))) {
    const directory = join(execHome(), id)
    try {
      mkdirSync(directory, { mode: privateDirectoryMode })
      return { id, directory }
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    }
  }
  throw new Error("there is always another id")
}

const requestPath = (directory: string): string => join(directory, "request.json")
const statePath = (directory: string): string => join(directory, "state.json")

/** Writes down what was asked for, and takes the room for what will become of it. */
export const writeRequest = (directory: string, request: Content<Request>): Request => {
  const record = encode(requestFormat, request)
  reserveState(statePath(directory))
  writeFileSync(requestPath(directory), `${JSON.stringify(record)}\n`, { mode: privateFileMode })
  return record
}

export const writeState = (directory: string, state: Content<State>): boolean =>
  recordState(statePath(directory), encode(stateFormat, state))

/**
 * Removes what is kept of a command. In one step for everybody else: whoever is about to write something there, or to rename
 * it, finds nothing.
 */
export const forget = (directory: string): void => {
  const gone = join(dirname(directory), `${goneBeginning}${basename(directory)}.${randomHex(6)}`)
  try {
    renameSync(directory, gone)
    rmSync(gone, { recursive: true, force: true })
  } catch (error) {
    // Somebody else has removed it.
    if (errorCodeOf(error) !== "ENOENT") throw error
  }
}

/** So begins the name of what is being removed. */
export const goneBeginning = ".gone."

/** What a newer version of outlive keeps, and this one cannot read: it is left alone. */
export interface KeptByNewer {
  readonly _tag: "KeptByNewer"
  readonly id: string
  readonly newer: NewerFormat
}

/**
 * The command of this id; `undefined` where there is none, or it has not come to run. Throws `NewerFormat` where a newer
 * version of outlive keeps it.
 */
export const readKept = (id: string): Kept | undefined => {
  const found = lookUp(id)
  if (found?._tag === "Kept") return found
  if (found === undefined) return undefined
  throw found.newer
}

/** The same, also where a newer version of outlive keeps it. */
export const lookUp = (id: string): Kept | KeptByNewer | undefined => {
  if (!isId(id)) return undefined
  const directory = join(execHome(), id)
  const request = readRecord(requestFormat, requestPath(directory))
  if (request._tag === "NewerFormat") return { _tag: "KeptByNewer", id, newer: request }
  const state = readRecord(stateFormat, statePath(directory))
  if (state._tag === "NewerFormat") return { _tag: "KeptByNewer", id, newer: state }
  return request._tag === "Decoded" && state._tag === "Decoded"
    ? { _tag: "Kept", directory, request: request.value, state: state.value }
    : undefined
}

/** Whether anything was written down of what became of the command, readable or not. */
export const hasState = (directory: string): boolean => {
  try {
    return readFileSync(statePath(directory), "utf8").trim() !== ""
  } catch (error) {
    return errorCodeOf(error) !== "ENOENT"
  }
}

/** All commands that are kept, in no order; those of a newer version of outlive too. */
export const allKept = (): ReadonlyArray<Kept | KeptByNewer> => namesInHome().flatMap((id) => lookUp(id) ?? [])

export const isReadable = (kept: Kept | KeptByNewer): kept is Kept => kept._tag === "Kept"

/** The directory in which commands are kept cannot be looked at; `code` is the system's name for why. */
export class CommandsUnreadable extends TaggedError("CommandsUnreadable")<{
  readonly path: string
  readonly code: string
}> {}

/** What there is where commands are kept; nothing where nothing was kept yet. Throws `CommandsUnreadable`. */
export const namesInHome = (): ReadonlyArray<string> => {
  try {
    return readdirSync(execHome())
  } catch (error) {
    const code = errorCodeOf(error)
    if (code === "ENOENT") return []
    throw new CommandsUnreadable({ path: execHome(), code })
  }
}

/** When its state was last written, in milliseconds since the epoch. */
export const lastRecord = ({ directory, request }: Kept): number =>
  statSync(statePath(directory), { throwIfNoEntry: false })?.mtimeMs ?? request.startedAt

/** Whether the supervisor of the command is there, and can be seen from here. */
export const isSupervised = ({ state: { supervisor } }: Kept): boolean => isThere(supervisor)

/** Whether its process is. */
export const isCommandAlive = ({ state: { command } }: Kept): boolean => isThere(command)

/** Whether no process is left of the command, as its supervisor has written down. */
export const isOver = ({ state: { end, processesLeft } }: Kept): boolean => end !== null && !processesLeft

/**
 * In which other container, or on which other host, the command runs; `undefined` where it is over, or its processes can be
 * judged from here. What belongs elsewhere is read here, and nothing more: its process ids mean other processes.
 */
export const whereElse = (kept: Kept): Elsewhere | undefined =>
  isOver(kept) ? undefined : (elsewhereOf(kept.state.supervisor) ?? elsewhereOf(kept.state.command))
