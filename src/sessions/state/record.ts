import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { outliveHome } from "../../home.ts"
import { isName } from "../../names.ts"
import { wallMillis } from "../../os/clock.ts"
import { writeAtomically } from "../../os/files/atomicFile.ts"
import { namesIn } from "../../os/files/directory.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { finishRemovals, removeInOneStep } from "../../os/files/removal.ts"
import { recordState, reserveState } from "../../os/files/stateFile.ts"
import { type Environment, toBytes } from "../../os/process/environment.ts"
import { type Elsewhere, elsewhereOf, isThere } from "../../os/process/identity.ts"
import { randomHex } from "../../os/randomHex.ts"
import { DamagedRecord } from "../../record/damagedRecord.ts"
import { type Content, encode, type Format, type ReadRecord, readRecord } from "../../record/format.ts"
import { isUnusable, type Unusable } from "../../record/unusable.ts"
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
  /** `undefined` if its host has not written it yet. */
  readonly state: State | undefined
}

/** A start whose records this version cannot use, and leaves alone. */
export interface KeptUnusable {
  readonly directory: string
  readonly name: string
  readonly socket: string
  readonly id: string
  readonly why: Unusable
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
    // The last one: without it the directory is a draft.
    writeAtomically(pathOf(directory, "session.json"), `${JSON.stringify(request)}\n`)
  } catch (error) {
    forget(directory)
    throw error
  }
  return directory
}

/** Removes what is kept of a session. */
export const forget = removeInOneStep

/** Removes what killed removals have left of a server's sessions. */
export const forgetRemains = (socket: string): void => finishRemovals(homeOf(socket))

/** The request of the session that is kept in this directory. */
export const readRequest = (directory: string): ReadRecord<Request> =>
  readRecord(requestFormat, pathOf(directory, "session.json"))

/** Records the state of the session that is kept in this directory; gives whether that was possible. */
export const writeState = (directory: string, state: Content<State>): boolean =>
  recordState(pathOf(directory, "state.json"), encode(stateFormat, state))

/** The session that is kept in this directory; `undefined` if there is no readable one. */
export const readKept = (directory: string): Kept | undefined => {
  const found = lookUp(directory)
  return found._tag === "Found" ? found.kept : undefined
}

/** A draft has no request: the start was killed before it wrote one, or is just writing it. */
type LookedUp = { readonly _tag: "Found"; readonly kept: Kept } | { readonly _tag: "Draft" } | Unusable

const lookUp = (directory: string): LookedUp => {
  const first = readRequest(directory)
  if (isUnusable(first)) return first
  const state = readRecord(stateFormat, pathOf(directory, "state.json"))
  if (isUnusable(state)) return state
  if (first._tag === "Absent" && state._tag === "Absent") return { _tag: "Draft" }
  // A start may have written both since the first look.
  const request = first._tag === "Absent" ? readRequest(directory) : first
  if (isUnusable(request)) return request
  if (request._tag === "Absent") {
    return new DamagedRecord({ source: pathOf(directory, "session.json"), fault: request.fault })
  }
  const kept = { directory, request: request.value, state: state._tag === "Decoded" ? state.value : undefined }
  return { _tag: "Found", kept }
}

export const isReadable = (kept: Kept | KeptUnusable): kept is Kept => !("why" in kept)

/** All readable starts under this name, the newest first. */
export const startsUnder = (socket: string, name: string): ReadonlyArray<Kept> =>
  allUnder(socket, name).filter(isReadable)

const allUnder = (socket: string, name: string): ReadonlyArray<Kept | KeptUnusable> =>
  startsIn(
    socket,
    namesIn(homeOf(socket)).filter((entry) => nameOf(entry) === name),
  )

const startsIn = (socket: string, entries: ReadonlyArray<string>): ReadonlyArray<Kept | KeptUnusable> =>
  entries
    .toSorted()
    .toReversed()
    .flatMap((entry) => {
      const directory = join(homeOf(socket), entry)
      const found = lookUp(directory)
      if (found._tag === "Found") return found.kept
      if (found._tag === "Draft") return []
      const name = nameOf(entry) ?? ""
      return { directory, name, socket, id: entry.slice(name.length + 1), why: found }
    })

/** The start that counts of all under this name. */
export const keptUnder = (socket: string, name: string): Kept | KeptUnusable | undefined =>
  latest(allUnder(socket, name))

/** The session with this id, started under `name` or, before tmux renamed it, under another name. */
export const keptAs = (socket: string, id: string, name: string): Kept | KeptUnusable | undefined =>
  id === ""
    ? undefined
    : (startsIn(socket, [`${name}.${id}`])[0] ??
      startsIn(
        socket,
        namesIn(homeOf(socket)).filter((entry) => entry.endsWith(`.${id}`)),
      )[0])

/** All starts of a server, including those that no longer count. */
export const allStarts = (socket: string): ReadonlyArray<Kept | KeptUnusable> =>
  startsIn(
    socket,
    namesIn(homeOf(socket)).filter((entry) => nameOf(entry) !== undefined),
  )

/** A start without a request. */
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
    if (name === undefined || lookUp(directory)._tag !== "Draft") return []
    const at = begunAt(entry.slice(name.length + 1))
    return at === undefined ? [] : [{ directory, name, socket, begunAt: at }]
  })

/** All sessions of a server that count. */
export const allKept = (socket: string): ReadonlyArray<Kept | KeptUnusable> => {
  const byName = Map.groupBy(namesIn(homeOf(socket)), nameOf)
  return [...byName].flatMap(([name, entries]) => (name === undefined ? [] : (latest(startsIn(socket, entries)) ?? [])))
}

/** A start without a state failed, or is just beginning: it counts only if there is no other. */
const latest = (starts: ReadonlyArray<Kept | KeptUnusable>): Kept | KeptUnusable | undefined =>
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
