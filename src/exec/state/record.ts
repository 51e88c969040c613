import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { outliveHome } from "../../home.ts"
import { namesIn } from "../../os/files/directory.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateDirectoryMode, privateFileMode } from "../../os/files/privateModes.ts"
import { removeInOneStep } from "../../os/files/removal.ts"
import { recordState, reserveState } from "../../os/files/stateFile.ts"
import { type Elsewhere, elsewhereOf, isGone, isThere } from "../../os/process/identity.ts"
import { DamagedRecord } from "../../record/damagedRecord.ts"
import { type Content, encode, type Format, holdsNothing, type ReadRecord, readRecord } from "../../record/format.ts"
import { isUnusable, type Unusable } from "../../record/unusable.ts"
import { TaggedError } from "../../taggedError.ts"
import { freshIds, isId, shortId } from "./ids.ts"
import type { Request, State } from "./record.schema.ts"
import { isRequest, isState } from "./record.validators.ts"
import { unreadableOwner } from "./supervisorOwner.ts"

/*
 * What is kept of a command, in a directory of its own: `exec/ID`.
 *
 *   request.json   what was asked for; written once
 *   state.json     what became of it; written as a whole, by its supervisor alone
 *   input          a pipe with a name: it takes the command's stdin, or what is typed on its terminal
 *   stdout stderr  pipes with names: what the command prints; both are `stdout` where they need not be told apart
 *   output.N       what it printed, and lines.N where its lines are (segments.ts)
 *   poll.N-C       the output up to byte N was handed out (pollCursor.ts)
 *   kill           it was to be ended; written by `process kill` and `process remove`
 *   eof            its stdin was to be closed; written by `process write`
 *
 * Everything here is read and written without Effect, since `outlive exec` and its supervisors must start fast.
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

/** Makes the directory of a new command under a free id. Throws the system's error. */
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

/** Records the request, and reserves the disk space for the state. */
export const writeRequest = (directory: string, request: Content<Request>): Request => {
  const record = encode(requestFormat, request)
  reserveState(statePath(directory))
  writeFileSync(requestPath(directory), `${JSON.stringify(record)}\n`, { mode: privateFileMode })
  return record
}

export const writeState = (directory: string, state: Content<State>): boolean =>
  recordState(statePath(directory), encode(stateFormat, state))

/** Removes what is kept of a command. */
export const forget = removeInOneStep

/** A command whose records this version cannot use, and leaves alone. */
export interface KeptUnusable {
  readonly _tag: "KeptUnusable"
  readonly id: string
  readonly why: Unusable
}

/**
 * The command of this id; `undefined` if there is none, or it has not begun to run. Throws `NewerFormat` or
 * `DamagedRecord` if its records cannot be used.
 */
export const readKept = (id: string): Kept | undefined => {
  const found = lookUp(id)
  if (found?._tag === "Kept") return found
  if (found === undefined) return undefined
  throw found.why
}

/** The same, also where its records cannot be used. */
export const lookUp = (id: string): Kept | KeptUnusable | undefined => {
  if (!isId(id)) return undefined
  const directory = join(execHome(), id)
  const unusable = (why: Unusable): KeptUnusable => ({ _tag: "KeptUnusable", id, why })
  const first = readRequest(directory)
  if (first._tag === "NewerFormat") return unusable(first)
  const state = readRecord(stateFormat, statePath(directory))
  // Until the state is recorded, the request may be just being written.
  if (state._tag === "Absent") return undefined
  if (isUnusable(state)) return unusable(state)
  // A start may have written both since the first look.
  const request = first._tag === "Decoded" ? first : readRequest(directory)
  if (isUnusable(request)) return unusable(request)
  if (request._tag === "Decoded") return { _tag: "Kept", directory, request: request.value, state: state.value }
  // Or the command was removed.
  return hasState(directory)
    ? unusable(new DamagedRecord({ source: requestPath(directory), fault: request.fault }))
    : undefined
}

/** The request for the command that is kept in this directory. */
export const readRequest = (directory: string): ReadRecord<Request> => readRecord(requestFormat, requestPath(directory))

/** Whether the command's state was recorded, readable or not. */
export const hasState = (directory: string): boolean => {
  try {
    return !holdsNothing(readFileSync(statePath(directory), "utf8"))
  } catch (error) {
    return errorCodeOf(error) !== "ENOENT"
  }
}

/** All commands that are kept, in no order, including those whose records cannot be used. */
export const allKept = (): ReadonlyArray<Kept | KeptUnusable> => namesInHome().flatMap((id) => lookUp(id) ?? [])

export const isReadable = (kept: Kept | KeptUnusable): kept is Kept => kept._tag === "Kept"

/** The directory in which commands are kept cannot be read; `code` is the system's error code. */
export class CommandsUnreadable extends TaggedError("CommandsUnreadable")<{
  readonly path: string
  readonly code: string
}> {}

/** The names in the directory of all commands; none before the first command. Throws `CommandsUnreadable`. */
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

/** Whether the command's process is there, and can be seen from here. */
export const isCommandAlive = ({ state: { command } }: Kept): boolean => isThere(command)

/** Whether the supervisor has recorded that no process is left of the command. */
export const isOver = ({ state: { end, processesLeft } }: Kept): boolean => end !== null && !processesLeft

/**
 * The other container or host in which the command runs; `undefined` if it is over, or its processes can be judged from
 * here. A command elsewhere is only read here: its process ids mean other processes.
 */
export const whereElse = (kept: Kept): Elsewhere | undefined => {
  const { directory, state } = kept
  if (isOver(kept)) return undefined
  const elsewhere = elsewhereOf(state.supervisor) ?? elsewhereOf(state.command)
  if (elsewhere !== undefined || !isGone(state.supervisor)) return elsewhere
  const successor = unreadableOwner(directory)
  return successor === undefined ? undefined : elsewhereOf(successor)
}
