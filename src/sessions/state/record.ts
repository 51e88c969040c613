import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { outliveHome } from "../../home.ts"
import { isName } from "../../names.ts"
import { wallMillis } from "../../os/clock.ts"
import { namesIn } from "../../os/files/directory.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { recordState, reserveState } from "../../os/files/stateFile.ts"
import { type Environment, toBytes } from "../../os/process/environment.ts"
import { type Elsewhere, elsewhereOf, isThere } from "../../os/process/identity.ts"
import { randomHex } from "../../os/randomHex.ts"
import { type Content, type Decoded, encode, type Format, readRecord } from "../../record/format.ts"
import { NewerFormat } from "../../record/newerFormat.ts"
import { pathOf } from "./files.ts"
import type { Request, State } from "./record.schema.ts"
import { isRequest, isState } from "./record.validators.ts"

export type { Request, State } from "./record.schema.ts"

const requestFormat: Format<Request> = { version: 1, isValid: isRequest }
const stateFormat: Format<State> = { version: 1, isValid: isState }

/** A session that is kept. */
export interface Kept {
  readonly directory: string
  readonly request: Request
  /** `undefined` if its host has not written it yet, or it cannot be read. */
  readonly state: State | undefined
}

/** A start that a newer version of outlive keeps. This version cannot read it, and leaves it alone. */
export interface KeptByNewer {
  readonly directory: string
  readonly name: string
  readonly socket: string
  readonly id: string
  readonly newer: NewerFormat
}

/** The directory with the sessions of a server. */
export const homeOf = (socket: string): string =>
  join(allHomes(), socket.replaceAll("=", "=e").replaceAll("%", "=p").replaceAll("/", "%"))

const allHomes = (): string => join(outliveHome(), "sessions")

/** An id that sorts after every earlier one. */
export const freshId = (): string => `${wallMillis().toString(36).padStart(9, "0")}-${randomHex(4)}`

/** When the start with this id began, in milliseconds since the epoch; `undefined` if outlive did not make the id. */
const begunAt = (id: string): number | undefined =>
  /^[0-9a-z]{9}-[0-9a-f]{8}$/.test(id) ? parseInt(id, 36) : undefined

/** Makes the directory of a session that is about to be started. */
export const keep = (content: Content<Request>, environment: Environment): string => {
  const request = encode(requestFormat, content)
  const directory = join(homeOf(request.socket), `${request.name}.${request.id}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(pathOf(directory, "environment"), toBytes(environment), { mode: privateFileMode })
    reserveState(pathOf(directory, "state.json"))
    writeFileSync(pathOf(directory, "logging"), "", { mode: privateFileMode })
    writeFileSync(pathOf(directory, "session.json"), `${JSON.stringify(request)}\n`, { mode: privateFileMode })
  } catch (error) {
    forget(directory)
    throw error
  }
  return directory
}

/** Removes what is kept of a session. */
export const forget = (directory: string): void => rmSync(directory, { recursive: true, force: true })

/** The request of the session that is kept in this directory. */
export const readRequest = (directory: string): Decoded<Request> =>
  readRecord(requestFormat, pathOf(directory, "session.json"))

/** Records the state of the session that is kept in this directory; gives whether that was possible. */
export const writeState = (directory: string, state: Content<State>): boolean =>
  recordState(pathOf(directory, "state.json"), encode(stateFormat, state))

/** The session that is kept in this directory; `undefined` if there is no readable one. */
export const readKept = (directory: string): Kept | undefined => {
  const found = lookUp(directory)
  return found instanceof NewerFormat ? undefined : found
}

const lookUp = (directory: string): Kept | NewerFormat | undefined => {
  const request = readRequest(directory)
  if (request._tag === "NewerFormat") return request
  const state = readRecord(stateFormat, pathOf(directory, "state.json"))
  if (state._tag === "NewerFormat") return state
  if (request._tag !== "Decoded") return undefined
  return { directory, request: request.value, state: state._tag === "Decoded" ? state.value : undefined }
}

export const isReadable = (kept: Kept | KeptByNewer): kept is Kept => !("newer" in kept)

/** All readable starts under this name, the newest first. */
export const startsUnder = (socket: string, name: string): ReadonlyArray<Kept> =>
  allUnder(socket, name).filter(isReadable)

const allUnder = (socket: string, name: string): ReadonlyArray<Kept | KeptByNewer> =>
  startsIn(
    socket,
    namesIn(homeOf(socket)).filter((entry) => nameOf(entry) === name),
  )

const startsIn = (socket: string, entries: ReadonlyArray<string>): ReadonlyArray<Kept | KeptByNewer> =>
  entries
    .toSorted()
    .toReversed()
    .flatMap((entry) => {
      const directory = join(homeOf(socket), entry)
      const found = lookUp(directory)
      if (!(found instanceof NewerFormat)) return found ?? []
      const name = nameOf(entry) ?? ""
      return { directory, name, socket, id: entry.slice(name.length + 1), newer: found }
    })

/** The start that counts of all under this name. */
export const keptUnder = (socket: string, name: string): Kept | KeptByNewer | undefined =>
  latest(allUnder(socket, name))

/** The session with this id, started under `name` or, before tmux renamed it, under another name. */
export const keptAs = (socket: string, id: string, name: string): Kept | KeptByNewer | undefined =>
  id === ""
    ? undefined
    : (startsIn(socket, [`${name}.${id}`])[0] ??
      startsIn(
        socket,
        namesIn(homeOf(socket)).filter((entry) => entry.endsWith(`.${id}`)),
      )[0])

/** All readable starts of a server, including those that no longer count. */
export const allStarts = (socket: string): ReadonlyArray<Kept> =>
  startsIn(
    socket,
    namesIn(homeOf(socket)).filter((entry) => nameOf(entry) !== undefined),
  ).filter(isReadable)

/** A start without a request: it was killed before it wrote one, or is just writing it. */
export interface Draft {
  readonly directory: string
  readonly name: string
  readonly socket: string
  /** In milliseconds since the epoch. */
  readonly begunAt: number
}

/** The drafts of a server. */
export const draftsOn = (socket: string): ReadonlyArray<Draft> =>
  namesIn(homeOf(socket)).flatMap((entry) => {
    const [name, directory] = [nameOf(entry), join(homeOf(socket), entry)]
    if (name === undefined || hasBeenAskedFor(directory)) return []
    const at = begunAt(entry.slice(name.length + 1))
    return at === undefined ? [] : [{ directory, name, socket, begunAt: at }]
  })

/** A start that is killed while it writes the file leaves it empty. */
const hasBeenAskedFor = (directory: string): boolean =>
  (statSync(pathOf(directory, "session.json"), { throwIfNoEntry: false })?.size ?? 0) > 0

/** All sessions of a server that count. */
export const allKept = (socket: string): ReadonlyArray<Kept | KeptByNewer> => {
  const byName = Map.groupBy(namesIn(homeOf(socket)), nameOf)
  return [...byName].flatMap(([name, entries]) => (name === undefined ? [] : (latest(startsIn(socket, entries)) ?? [])))
}

/** A start without a state failed, or is just beginning: it counts only if there is no other. */
const latest = (starts: ReadonlyArray<Kept | KeptByNewer>): Kept | KeptByNewer | undefined =>
  starts.find((kept) => !isReadable(kept) || kept.state !== undefined) ?? starts[0]

/** The sockets of all servers that sessions are kept of. */
export const allSockets = (): ReadonlyArray<string> =>
  namesIn(allHomes())
    .toSorted()
    .map((entry) => entry.replaceAll("%", "/").replaceAll("=p", "%").replaceAll("=e", "="))

const nameOf = (entry: string): string | undefined => {
  const [name = "", id] = entry.split(".")
  return id !== undefined && isName(name) ? name : undefined
}

/** Whether the host of the session is there: it runs the program, waits to restart it, or is ending it. */
export const isHosted = ({ state }: Kept): boolean => state !== undefined && isThere(state.host)

/**
 * The other container or host in which the session is; `undefined` if it has ended, or its host can be judged from
 * here. A session elsewhere is only read here: its process ids mean other processes.
 */
export const whereElse = ({ state }: Kept): Elsewhere | undefined =>
  state === undefined || state.phase._tag === "Ended" ? undefined : elsewhereOf(state.host)
