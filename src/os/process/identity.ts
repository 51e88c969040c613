import { readdirSync, readFileSync, readlinkSync } from "node:fs"

import type { Elsewhere } from "./elsewhere.schema.ts"
import {
  formatPlace,
  isFormerLifeOf,
  isOfSameMachine,
  isOutermost,
  isSandbox,
  parsePlace,
  type Place,
  placeIn,
  type PlaceView,
} from "./place.ts"
import { parseStat } from "./proc.ts"
import { inspectProcess, isAlive, signalProcess } from "./processes.ts"

/*
 * What tells a process from all others, earlier and later, here and elsewhere; how that is written into a file or a
 * file's name; and whether a recorded process still lives. Whether a file's owner is there is judged only here.
 */

/** A process, as a record names it. */
export interface ProcessIdentity {
  readonly pid: number
  /**
   * The system's note of its start: on Linux the boot and the tick since (`BOOT:TICK`), elsewhere the time. No other
   * process of its place ever has the same id and mark. Empty where the system did not tell: then any process of this
   * id matches.
   */
  readonly mark: string
  /** Where the id is valid (place.ts); missing where the system has no namespaces, and in the records of earlier versions. */
  readonly place?: string
  /** The path of a file that should name the process, and cannot be read: then the id and the mark mean nothing. */
  readonly unreadable?: string
}

/** The process that a file should name whose content, or name, this version cannot read. */
export const unknownProcess = (unreadable: string): ProcessIdentity => ({ pid: 0, mark: "", unreadable })

/** Whether the process of a record is there. */
export type Judgement =
  /** `pid` is its id here. For a process in a container that differs from the id in the record. */
  | { readonly _tag: "Alive"; readonly pid: number }
  | { readonly _tag: "Gone" }
  /** This process cannot see it, whether it lives or not. */
  | ({ readonly _tag: "Elsewhere" } & Elsewhere)

export type { Elsewhere }

/** What the system is asked; in a test, a table of files answers. */
export interface SystemView extends PlaceView {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly ownPid: number
  /** The names in a directory; none where it cannot be read. */
  readonly list: (directory: string) => ReadonlyArray<string>
  /** Whether the process is there, may be signalled, and has not ended. */
  readonly isAlive: (pid: number) => boolean
  /** When it started, where there is no `/proc`. */
  readonly startTime: (pid: number) => string | undefined
}

/**
 * By this variable a user says that no process of this state is left in another container or on another host. It holds for
 * the user's own command: what that starts may run in a sandbox, to which the processes of this place are elsewhere, so
 * nothing inherits it.
 */
export const elsewhereVariable = "OUTLIVE_ELSEWHERE"
const elsewhereIsGone = "gone"

/** Identifies and judges processes by what one system shows. */
export interface Identities {
  /** The identity of the process that has this id now; without a mark where there is none. */
  readonly of: (pid: number) => ProcessIdentity
  readonly judge: (identity: ProcessIdentity) => Judgement
  /** Whether it cannot be seen from here, even if the user has said that such processes are gone. */
  readonly isOutOfSight: (identity: ProcessIdentity) => boolean
  /** Whether the record was written before the last boot of this system. Only Linux tells. */
  readonly isOfEarlierBoot: (identity: ProcessIdentity) => boolean
}

export const identitiesOf = (view: SystemView): Identities => {
  const place = once(() => placeIn(view))
  const inSandbox = once(() => isSandbox(view))
  const boot = once(() => view.readFile("/proc/sys/kernel/random/boot_id")?.trim())

  const stat = (pid: number) => parseStat(view.readFile(`/proc/${pid}/stat`))
  const startMark = (pid: number): string | undefined => {
    const start = view.platform === "linux" ? stat(pid)?.("start") : view.startTime(pid)
    if (start === undefined) return undefined
    const since = view.platform === "linux" ? boot() : undefined
    return `${since === undefined ? "" : `${since}:`}${start.replaceAll(/\s+/g, "_")}`
  }

  const judgeHere = ({ mark, pid }: ProcessIdentity): Judgement =>
    view.isAlive(pid) && (mark === "" || startMark(pid) === mark) ? { _tag: "Alive", pid } : gone

  /**
   * A record without a place is mostly this namespace's own, from before an upgrade, or that of one below. It is another
   * one's for sure where it is older than the first process of this one.
   */
  const judgeUnplaced = (identity: ProcessIdentity, start: Start | undefined): Judgement => {
    const own = place()
    const here = judgeHere(identity)
    if (here._tag === "Alive" || own === undefined || start === undefined || start.boot !== boot()) return here
    const judgement = seesItself() ? judgeBelow(identity, undefined, own) : undefined
    if (judgement !== undefined) return judgement
    const first = isOutermost(own) ? Infinity : Number(stat(1)?.("start"))
    return start.tick < first ? { _tag: "Elsewhere", host: null, pidNamespace: null } : here
  }

  /** Whether `/proc` is that of this process's namespace. One of an outer namespace has other ids. */
  const seesItself = once(() => view.readLink("/proc/self") === String(view.ownPid))

  /** The ids here of processes in inner namespaces, by their identities: a search reads all of `/proc`. */
  const found = new Map<string, number>()
  const findBelow = ({ mark, pid }: ProcessIdentity, namespace: number | undefined): number | undefined => {
    const isIt = (candidate: number): boolean => {
      const facts = stat(candidate)
      if (facts === undefined || facts("state") === "Z" || startMark(candidate) !== mark) return false
      // Its ids, from the namespace of this `/proc` inwards. (proc_pid_status(5))
      const ids = /^NSpid:\s*(.*)$/m.exec(view.readFile(`/proc/${candidate}/status`) ?? "")?.[1]?.split(/\s+/) ?? []
      if (ids.length < 2 || ids.at(-1) !== String(pid)) return false
      const link = namespace === undefined ? undefined : view.readLink(`/proc/${candidate}/ns/pid`)
      return link === undefined || link === `pid:[${namespace}]`
    }
    const key = `${namespace} ${pid} ${mark}`
    const known = found.get(key)
    if (known !== undefined && isIt(known)) return known
    found.delete(key)
    const match = view.list("/proc").find((name) => /^\d+$/.test(name) && isIt(Number(name)))
    if (match === undefined) return undefined
    found.set(key, Number(match))
    return Number(match)
  }

  /** A process of this boot that is not in this namespace, by this `/proc`; `undefined` where it may live out of sight. */
  const judgeBelow = (identity: ProcessIdentity, namespace: number | undefined, own: Place): Judgement | undefined => {
    const pid = findBelow(identity, namespace)
    if (pid !== undefined) return { _tag: "Alive", pid }
    // Outside all containers every process can be seen, unless the system hides other users'. (proc(5), hidepid)
    return isOutermost(own) && stat(1) !== undefined ? gone : undefined
  }

  const judgePlaced = (identity: ProcessIdentity, there: Place, since: string | undefined): Judgement => {
    const own = place()
    const elsewhere: Judgement = { _tag: "Elsewhere", host: there.host || null, pidNamespace: there.namespace }
    if (own === undefined) return elsewhere
    if (since !== undefined && since !== boot()) return isOfSameMachine(there, own) ? gone : elsewhere
    if (own.namespace === there.namespace) return judgeHere(identity)
    if (!seesItself()) return elsewhere
    return judgeBelow(identity, there.namespace, own) ?? (isFormerLifeOf(own, there) && !inSandbox() ? gone : elsewhere)
  }

  const judgeBySight = (identity: ProcessIdentity): Judgement => {
    const { unreadable } = identity
    if (unreadable !== undefined) return { _tag: "Elsewhere", host: null, pidNamespace: null, unreadable }
    const start = parseMark(identity.mark)
    const isOfOtherSystem = view.platform === "linux" ? wallClock.test(identity.mark) : start !== undefined
    if (isOfOtherSystem)
      return { _tag: "Elsewhere", host: parsePlace(identity.place)?.host || null, pidNamespace: null }
    const there = parsePlace(identity.place)
    if (there !== undefined) return judgePlaced(identity, there, start?.boot)
    const judgement = judgeUnplaced(identity, start)
    // A place that a later version has written in another way may be anywhere.
    const isUnknown = identity.place !== undefined && judgement._tag === "Gone"
    return isUnknown ? { _tag: "Elsewhere", host: null, pidNamespace: null } : judgement
  }

  return {
    of: (pid) => {
      const own = place()
      return { pid, mark: startMark(pid) ?? "", ...(own === undefined ? {} : { place: formatPlace(own) }) }
    },
    judge: (identity) => {
      const judgement = judgeBySight(identity)
      return judgement._tag === "Elsewhere" && view.environment[elsewhereVariable] === elsewhereIsGone
        ? gone
        : judgement
    },
    isOutOfSight: (identity) => judgeBySight(identity)._tag === "Elsewhere",
    isOfEarlierBoot: ({ mark }) => {
      const start = parseMark(mark)
      return start !== undefined && start.boot !== boot()
    },
  }
}

const gone: Judgement = { _tag: "Gone" }

/** A start as Linux has it: the boot, and the clock ticks since. */
interface Start {
  readonly boot: string
  readonly tick: number
}

const parseMark = (mark: string): Start | undefined => {
  const [, boot, tick] = /^(.+):(\d+)$/.exec(mark) ?? []
  return boot === undefined ? undefined : { boot, tick: Number(tick) }
}

/** The end of a start time as `ps` prints it. */
const wallClock = /_\d\d:\d\d:\d\d_\d{4}$/

const once = <A>(compute: () => A): (() => A) => {
  let known: { readonly value: A } | undefined
  return () => (known ??= { value: compute() }).value
}

// ------------------------------------------------------------------------------------------------------------- in files

/** The identity on one line, for a file's content: its fields with blanks between. Earlier versions read the first two. */
export const formatIdentity = ({ mark, pid, place }: ProcessIdentity): string =>
  `${[pid, mark, ...(place === undefined ? [] : [place])].join(" ")}\n`

/** What `formatIdentity` of this version or an earlier one wrote; `undefined` for any other text. */
export const parseIdentity = (text: string): ProcessIdentity | undefined => {
  const [pid = "", mark = "", place] = text.trim().split(" ")
  return /^[1-9]\d{0,9}$/.test(pid) ? { pid: Number(pid), mark, ...(place === undefined ? {} : { place }) } : undefined
}

/** The identity as the end of a file's name, `PID.MARK`. Earlier versions take all that follows for the mark. */
export const formatIdentityName = ({ mark, pid }: ProcessIdentity): string => `${pid}.${mark}`

/**
 * The process that the end of a file's name means; `undefined` where it means none. Its place is in the file's
 * `content`, if that is of the same process: right after a rename it is still of the last owner.
 */
export const parseIdentityName = (name: string, content: string): ProcessIdentity | undefined => {
  const [, pid, mark = ""] = /^(\d+)\.(.*)$/.exec(name) ?? []
  if (pid === undefined) return undefined
  const noted = parseIdentity(content)
  return noted?.pid === Number(pid) && noted.mark === mark ? noted : { pid: Number(pid), mark }
}

// -------------------------------------------------------------------------------------------------------- on this system

const thisSystem: SystemView = {
  platform: process.platform,
  environment: process.env,
  ownPid: process.pid,
  readFile: (path) => orNone(() => readFileSync(path, "latin1")),
  readLink: (path) => orNone(() => readlinkSync(path)),
  list: (directory) => orNone(() => readdirSync(directory)) ?? [],
  isAlive,
  startTime: (pid) => inspectProcess(pid)?.startMark,
}

/** The system tells nothing of a process that is gone, or that is hidden from this user. */
const orNone = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}

const here = identitiesOf(thisSystem)

export const identityOf = here.of
export const judge = here.judge
export const isOutOfSight = here.isOutOfSight
export const isOfEarlierBoot = here.isOfEarlierBoot

/** Whether the process is there, and can be seen from here. */
export const isThere = (identity: ProcessIdentity): boolean => judge(identity)._tag === "Alive"

/** Whether it is known to have ended, so that its files are free to take. */
export const isGone = (identity: ProcessIdentity): boolean => judge(identity)._tag === "Gone"

/** Sends it `signal`; gives whether that was possible. */
export const signalIdentity = (identity: ProcessIdentity, signal: NodeJS.Signals): boolean =>
  signalJudged(judge(identity), signal, signalProcess)

/** The same of a judgement: an id of another place is never signalled. */
export const signalJudged = (
  judgement: Judgement,
  signal: NodeJS.Signals,
  send: (pid: number, signal: NodeJS.Signals) => boolean,
): boolean => judgement._tag === "Alive" && send(judgement.pid, signal)

/** Where it is, if that cannot be seen from here. */
export const elsewhereOf = (identity: ProcessIdentity): Elsewhere | undefined => elsewhereIn(judge(identity))

/** The same of a judgement. */
export const elsewhereIn = (judgement: Judgement): Elsewhere | undefined => {
  if (judgement._tag !== "Elsewhere") return undefined
  const { _tag, ...elsewhere } = judgement
  return elsewhere
}
