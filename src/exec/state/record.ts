import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { outliveHome } from "../../home.ts"
import { namesIn } from "../../os/files/directory.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateDirectoryMode, privateFileMode } from "../../os/files/privateModes.ts"
import { recordState, reserveState } from "../../os/files/stateFile.ts"
import { type Elsewhere, elsewhereOf, isThere, type ProcessIdentity } from "../../os/process/identity.ts"
import { randomHex } from "../../os/randomHex.ts"
import { TaggedError } from "../../taggedError.ts"
import { freshIds, isId, shortId } from "./ids.ts"

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

/** What was asked for. Times are in milliseconds since the epoch. */
export interface Request {
  readonly id: string
  readonly command: string
  /** The program and its words that run it. */
  readonly words: readonly [program: string, ...parameters: ReadonlyArray<string>]
  readonly directory: string
  readonly pty: boolean
  readonly scope: string | null
  readonly startedAt: number
  /** 0 is none. */
  readonly timeoutSeconds: number
  readonly maxLogBytes: number
  readonly notification: Notification
}

/** Whom the end of a command in the background is told to. */
export interface Notification {
  /** `null` is nobody. */
  readonly through: "openclaw" | ReadonlyArray<string> | null
  /** Also where it ended well and printed nothing. */
  readonly ofEmptySuccess: boolean
}

/** How a command ended. */
export interface End {
  readonly exitCode: number | null
  readonly exitSignal: string | null
  readonly timedOut: boolean
  /** By `process kill` or `process remove`. */
  readonly killed: boolean
  readonly endedAt: number
  /** When that became known; long after, for one that ended unseen. */
  readonly knownAt: number
  /** Why nobody saw it end, if so. */
  readonly unseen: "supervisor killed" | "restart" | null
}

/** What became of it, as its supervisor has written it down last. */
export interface State {
  readonly supervisor: ProcessIdentity
  readonly command: ProcessIdentity
  /** It goes on, or went on, without whoever has asked for it. */
  readonly background: boolean
  /** Its stdin can be written to, as far as the supervisor is concerned. */
  readonly stdin: boolean
  /** What its terminal sends for an arrow key: DECCKM. */
  readonly applicationCursorKeys: boolean
  readonly end: End | null
  /** It has ended, and processes that it has started go on. */
  readonly processesLeft: boolean
  /** Bytes of its output that the disk had no room for. */
  readonly lostBytes: number
}

/** A command that is kept. */
export interface Kept {
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
export const writeRequest = (directory: string, request: Request): void => {
  reserveState(statePath(directory))
  writeFileSync(requestPath(directory), `${JSON.stringify(request)}\n`, { mode: privateFileMode })
}

export const writeState = (directory: string, state: State): boolean => recordState(statePath(directory), state)

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

/** The command of this id; `undefined` where there is none, or it has not come to run. */
export const readKept = (id: string): Kept | undefined => {
  if (!isId(id)) return undefined
  const directory = join(execHome(), id)
  const request = readJson(requestPath(directory))
  const state = readJson(statePath(directory))
  // Only these two are looked at by whoever has not written them; the rest is as the supervisor of this user wrote it.
  return isRequest(request) && isState(state) ? { directory, request, state } : undefined
}

const readJson = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch {
    // It is not there: not yet, or no longer.
    return undefined
  }
}

/** Whether anything was written down of what became of the command, readable or not. */
export const hasState = (directory: string): boolean => {
  try {
    return readFileSync(statePath(directory), "utf8").trim() !== ""
  } catch (error) {
    return errorCodeOf(error) !== "ENOENT"
  }
}

const isRequest = (value: unknown): value is Request =>
  typeof value === "object" && value !== null && "command" in value && "startedAt" in value && "directory" in value

const isState = (value: unknown): value is State =>
  typeof value === "object" && value !== null && "supervisor" in value && "command" in value && "end" in value

/** All commands that are kept, in no order. */
export const allKept = (): ReadonlyArray<Kept> => namesInHome().flatMap((id) => readKept(id) ?? [])

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
