import { readFileSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { writeAtomically } from "../os/files/atomicFile.ts"
import { errorCodeOf } from "../os/files/errorCode.ts"
import { type FileError, onFile } from "../os/files/fileError.ts"
import {
  type Elsewhere,
  elsewhereIn,
  formatIdentity,
  parseIdentity,
  type ProcessIdentity,
  signalJudged,
  unknownProcess,
} from "../os/process/identity.ts"
import { Processes } from "../os/process/service.ts"
import { pathOf, remove, type TaskFile } from "./taskDirectory.ts"

/** A process that has put its name to a task. */
export type Claim = ProcessIdentity

/** The files that claim something: to be the task's one wrapper, or its one monitor. */
export type ClaimFile = TaskFile & ("wrapper.lock" | "monitor.lock")

/**
 * The claim in the file of a task; `undefined` if there is none. A claim that cannot be read is of a process unknown, which
 * counts as elsewhere: a later version may have written it. An empty file, or one with zero bytes, is what a power cut
 * leaves, and no claim.
 */
export const readClaim = (directory: string, file: ClaimFile): Claim | undefined => readClaimAt(pathOf(directory, file))

/** The same of any file. */
export const readClaimAt = (path: string): Claim | undefined => {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errorCodeOf(error)) ? undefined : unknownProcess(path)
  }
  if (text.trim() === "" || text.includes("\0")) return undefined
  return parseIdentity(text) ?? unknownProcess(path)
}

/** Takes claims, and says what the processes of other claims do. */
export interface Claims {
  /** Whether the process of the claim is still there, as far as that can be seen from here. */
  readonly isHeld: (claim: Claim) => boolean
  /** The claim in the file, while its process is there. */
  readonly holderOf: (directory: string, file: ClaimFile) => Claim | undefined
  /** Where the process of the claim is, if that cannot be seen from here. */
  readonly elsewhereOf: (claim: Claim) => Elsewhere | undefined
  /** The same of the claim in the file. */
  readonly claimedElsewhere: (directory: string, file: ClaimFile) => Elsewhere | undefined
  /** Sends the process of the claim `signal`; gives whether that was possible. An id of another place is never signalled. */
  readonly signalHolder: (claim: Claim, signal: NodeJS.Signals) => boolean
  /** The content of a file by which this process claims something. */
  readonly own: () => string
  /**
   * Claims the file for this process, or gives the claim of the process that holds it, or may hold it elsewhere. To be
   * called under the manifest's lock: no other process may claim between the look and the write.
   */
  readonly claim: (directory: string, file: ClaimFile) => Effect.Effect<Option.Option<Claim>, FileError>
  /**
   * Removes the claims of processes that are gone: where that cannot be seen, they would look held. To be called under the
   * manifest's lock.
   */
  readonly removeLeft: (directory: string) => Effect.Effect<void, FileError>
  /** Takes this process's claim back; the claim of another process is left alone. */
  readonly release: (directory: string, file: ClaimFile) => Effect.Effect<void, FileError>
  /**
   * Removes claims of processes in another place, which the caller knows to be gone. A wrapper started for the task does
   * not know that, and would leave the task alone. To be called under the manifest's lock.
   */
  readonly removeOutOfSight: (directory: string) => Effect.Effect<void, FileError>
}

/** Claims among these processes. */
export const claimsAmong = (processes: typeof Processes.Service): Claims => {
  const { isOutOfSight, judge, ownPid } = processes

  const isHeld = (held: Claim) => judge(held)._tag === "Alive"

  /** Compares with the id here: in another place another process has the same id. */
  const isOwn = (claimed: Claim): boolean => {
    const judgement = judge(claimed)
    return judgement._tag === "Alive" && judgement.pid === ownPid
  }

  const elsewhereOf = (claimed: Claim): Elsewhere | undefined => elsewhereIn(judge(claimed))

  const own = () => formatIdentity(processes.identityOf(ownPid))

  return {
    isHeld,
    elsewhereOf,
    own,
    holderOf: (directory, file) => {
      const present = readClaim(directory, file)
      return present !== undefined && isHeld(present) ? present : undefined
    },
    claimedElsewhere: (directory, file) => {
      const present = readClaim(directory, file)
      return present === undefined ? undefined : elsewhereOf(present)
    },
    signalHolder: (claimed, signal) => signalJudged(judge(claimed), signal, processes.signal),
    claim: (directory, file) =>
      Effect.gen(function* () {
        const holder = readClaim(directory, file)
        if (holder !== undefined && judge(holder)._tag !== "Gone" && !isOwn(holder)) return Option.some(holder)
        yield* onFile(pathOf(directory, file), (path) => writeAtomically(path, own()))
        return Option.none()
      }),
    removeLeft: (directory) => removeClaims(directory, (claimed) => judge(claimed)._tag === "Gone"),
    release: (directory, file) =>
      Effect.suspend(() => {
        const present = readClaim(directory, file)
        return present !== undefined && isOwn(present) ? remove(directory, file) : Effect.void
      }),
    removeOutOfSight: (directory) => removeClaims(directory, isOutOfSight),
  }
}

const removeClaims = (directory: string, which: (claimed: Claim) => boolean): Effect.Effect<void, FileError> =>
  Effect.forEach(
    (["wrapper.lock", "monitor.lock"] as const).filter((file) => {
      const claimed = readClaim(directory, file)
      return claimed !== undefined && which(claimed)
    }),
    (file) => remove(directory, file),
    { discard: true },
  )

/** Claims among the processes that the effect sees. */
export const claims: Effect.Effect<Claims, never, Processes> = Effect.map(Processes, claimsAmong)
