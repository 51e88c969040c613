import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Schema from "effect/Schema"

import { outliveHome } from "../../home.ts"
import { isName } from "../../names.ts"
import { wallMillis } from "../../os/clock.ts"
import { namesIn } from "../../os/files/directory.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { reserveState } from "../../os/files/stateFile.ts"
import { type Environment, toBytes } from "../../os/process/environment.ts"
import { isProcess } from "../../os/process/processes.ts"
import { randomHex } from "../../os/randomHex.ts"
import { pathOf } from "./files.ts"
import { restartPolicies } from "./restart.ts"

/** What was asked for with `session start`. */
export const Request = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  socket: Schema.String,
  /** The program and its words. */
  command: Schema.NonEmptyArray(Schema.String),
  /** Its executable, as it was found on PATH. */
  executable: Schema.String,
  /** What somebody reads as its command. */
  shown: Schema.String,
  directory: Schema.String,
  historyLimit: Schema.Number,
  restart: Schema.Literal(...restartPolicies),
  maxRestarts: Schema.NullOr(Schema.Number),
  /** Restarts in a row before this start, of a session that goes on in a new one. */
  restarts: Schema.Number,
  startedAt: Schema.String,
})
export type Request = typeof Request.Type

/** A process, and the system's mark that tells it from later ones of its number. */
const Process = Schema.Struct({ pid: Schema.Number, mark: Schema.String })

const Exit = Schema.Union(
  Schema.TaggedStruct("Exited", { code: Schema.Number }),
  Schema.TaggedStruct("Killed", { signal: Schema.String }),
)

/** Why a session is over. */
export const causes = ["itself", "gave up", "stopped", "closed", "shutdown"] as const

/** What became of it, as its host has written it down last. Times are in ISO 8601. */
export const State = Schema.Struct({
  host: Process,
  /** How often its program was started again, in a row. */
  restarts: Schema.Number,
  phase: Schema.Union(
    Schema.TaggedStruct("Running", { program: Process, since: Schema.String }),
    /** Until its program is started again. */
    Schema.TaggedStruct("Waiting", { until: Schema.String, exit: Exit, endedAt: Schema.String }),
    /** `exit` is missing where its program was never started, which `problem` tells. */
    Schema.TaggedStruct("Ended", {
      cause: Schema.Literal(...causes),
      exit: Schema.NullOr(Exit),
      endedAt: Schema.String,
      problem: Schema.NullOr(Schema.String),
    }),
  ),
})
export type State = typeof State.Type

/** A session that is kept. */
export interface Kept {
  readonly directory: string
  readonly request: Request
  /** `undefined` where its host has not come to write it, or it cannot be read. */
  readonly state: State | undefined
}

/** Where the sessions of a server are kept. */
export const homeOf = (socket: string): string =>
  join(allHomes(), socket.replaceAll("=", "=e").replaceAll("%", "=p").replaceAll("/", "%"))

const allHomes = (): string => join(outliveHome(), "sessions")

/** An id that sorts after every earlier one. */
export const freshId = (): string => `${wallMillis().toString(36).padStart(9, "0")}-${randomHex(4)}`

/** When the start with this id was begun, in milliseconds since the epoch; `undefined` where it is none of ours. */
const begunAt = (id: string): number | undefined =>
  /^[0-9a-z]{9}-[0-9a-f]{8}$/.test(id) ? parseInt(id, 36) : undefined

/** Makes the directory of a session that is about to be started, and says where it is. */
export const keep = (request: Request, environment: Environment): string => {
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

/** The session that is kept in this directory; `undefined` where there is none that can be read. */
export const readKept = (directory: string): Kept | undefined => {
  const request = readJson(pathOf(directory, "session.json"), isRequest)
  return request === undefined
    ? undefined
    : { directory, request, state: readJson(pathOf(directory, "state.json"), isState) }
}

/** What the file holds, where that is what it should be. Nothing is decoded: a table of many is on the clock. */
const readJson = <A>(path: string, isWanted: (value: unknown) => value is A): A | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"))
    return isWanted(value) ? value : undefined
  } catch {
    // It is not there: not yet, or no longer.
    return undefined
  }
}

const isRequest = Schema.is(Request)
const isState = Schema.is(State)

/** All starts under this name that can be read, the newest first. */
export const startsUnder = (socket: string, name: string): ReadonlyArray<Kept> =>
  startsIn(
    homeOf(socket),
    namesIn(homeOf(socket)).filter((entry) => nameOf(entry) === name),
  )

const startsIn = (home: string, entries: ReadonlyArray<string>): ReadonlyArray<Kept> =>
  entries
    .toSorted()
    .toReversed()
    .flatMap((entry) => readKept(join(home, entry)) ?? [])

/** The session of this name that counts. */
export const keptUnder = (socket: string, name: string): Kept | undefined => latest(startsUnder(socket, name))

/** The session with this id, which was started under `name`, or under another that tmux has forgotten. */
export const keptAs = (socket: string, id: string, name: string): Kept | undefined =>
  id === ""
    ? undefined
    : (readKept(join(homeOf(socket), `${name}.${id}`)) ??
      startsIn(
        homeOf(socket),
        namesIn(homeOf(socket)).filter((entry) => entry.endsWith(`.${id}`)),
      )[0])

/** All starts of a server that can be read, those that no longer count too. */
export const allStarts = (socket: string): ReadonlyArray<Kept> => {
  const home = homeOf(socket)
  return startsIn(
    home,
    namesIn(home).filter((entry) => nameOf(entry) !== undefined),
  )
}

/** What is left of a start that was killed before it had written down what was asked for; or one that is just doing that. */
export interface Draft {
  readonly directory: string
  readonly name: string
  readonly socket: string
  /** In milliseconds since the epoch. */
  readonly begunAt: number
}

/** Those of a server. */
export const draftsOn = (socket: string): ReadonlyArray<Draft> =>
  namesIn(homeOf(socket)).flatMap((entry) => {
    const [name, directory] = [nameOf(entry), join(homeOf(socket), entry)]
    if (name === undefined || hasBeenAskedFor(directory)) return []
    const at = begunAt(entry.slice(name.length + 1))
    return at === undefined ? [] : [{ directory, name, socket, begunAt: at }]
  })

/** A start that is killed while it writes the file down leaves it empty. */
const hasBeenAskedFor = (directory: string): boolean =>
  (statSync(pathOf(directory, "session.json"), { throwIfNoEntry: false })?.size ?? 0) > 0

/** All sessions of a server that count. */
export const allKept = (socket: string): ReadonlyArray<Kept> => {
  const home = homeOf(socket)
  const byName = Map.groupBy(namesIn(home), nameOf)
  return [...byName].flatMap(([name, entries]) => (name === undefined ? [] : (latest(startsIn(home, entries)) ?? [])))
}

/** One that has not come to run is of a start that failed, or one that is just beginning. */
const latest = (starts: ReadonlyArray<Kept>): Kept | undefined =>
  starts.find(({ state }) => state !== undefined) ?? starts[0]

/** The sockets that something is kept of. */
export const allSockets = (): ReadonlyArray<string> =>
  namesIn(allHomes())
    .toSorted()
    .map((entry) => entry.replaceAll("%", "/").replaceAll("=p", "%").replaceAll("=e", "="))

const nameOf = (entry: string): string | undefined => {
  const [name = "", id] = entry.split(".")
  return id !== undefined && isName(name) ? name : undefined
}

/** Whether the host of the session is there: it runs its program, waits to, or is ending it. */
export const isHosted = ({ state }: Kept): boolean => state !== undefined && isProcess(state.host.pid, state.host.mark)
