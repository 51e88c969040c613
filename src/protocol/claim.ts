import { readFileSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { writeAtomically } from "../os/files/atomicFile.ts"
import { type FileError, onFile } from "../os/files/fileError.ts"
import {
  type Elsewhere,
  elsewhereOf,
  formatIdentity,
  identityOf,
  isGone,
  isOutOfSight,
  isThere,
  judge,
  parseIdentity,
  type ProcessIdentity,
} from "../os/process/identity.ts"
import { pathOf, remove, type TaskFile } from "./taskDirectory.ts"

/** A process that has put its name to a task. */
export type Claim = ProcessIdentity

/** The files that claim something: to be the task's one wrapper, or its one monitor. */
export type ClaimFile = TaskFile & ("wrapper.lock" | "monitor.lock")

/** The claim in the file of a task; `undefined` if there is no readable one. */
export const readClaim = (directory: string, file: ClaimFile): Claim | undefined => readClaimAt(pathOf(directory, file))

/** The same of any file. */
export const readClaimAt = (path: string): Claim | undefined => {
  try {
    return parseIdentity(readFileSync(path, "utf8"))
  } catch {
    // No claim, or one that cannot be read, has no holder that could be found.
    return undefined
  }
}

/** The content of a file by which this process claims something. */
export const ownClaim = (): string => formatIdentity(identityOf(process.pid))

/** Whether the process of the claim is still there, as far as that can be seen from here. */
export const isHeld = (claim: Claim): boolean => isThere(claim)

/** The claim in the file, while its process is there. */
export const holderOf = (directory: string, file: ClaimFile): Claim | undefined => {
  const claim = readClaim(directory, file)
  return claim !== undefined && isHeld(claim) ? claim : undefined
}

/** Where the process of the claim in the file is, if that cannot be seen from here. */
export const claimedElsewhere = (directory: string, file: ClaimFile): Elsewhere | undefined => {
  const claim = readClaim(directory, file)
  return claim === undefined ? undefined : elsewhereOf(claim)
}

/**
 * Claims the file for this process, or gives the claim of the process that holds it, or may hold it elsewhere. To be
 * called under the manifest's lock: no other process may claim between the look and the write.
 */
export const claim = (directory: string, file: ClaimFile): Effect.Effect<Option.Option<Claim>, FileError> =>
  Effect.gen(function* () {
    const holder = readClaim(directory, file)
    if (holder !== undefined && !isGone(holder) && !isOwn(holder)) return Option.some(holder)
    yield* onFile(pathOf(directory, file), (path) => writeAtomically(path, ownClaim()))
    return Option.none()
  })

/** Compares with the id here: in another place another process has the same id. */
const isOwn = (claimed: Claim): boolean => {
  const judgement = judge(claimed)
  return judgement._tag === "Alive" && judgement.pid === process.pid
}

/**
 * Removes claims of processes in another place, which the caller knows to be gone. A wrapper started for the task does
 * not know that, and would leave the task alone. To be called under the manifest's lock.
 */
export const removeOutOfSight = (directory: string): Effect.Effect<void, FileError> =>
  Effect.forEach(
    (["wrapper.lock", "monitor.lock"] as const).filter((file) => {
      const claimed = readClaim(directory, file)
      return claimed !== undefined && isOutOfSight(claimed)
    }),
    (file) => remove(directory, file),
    { discard: true },
  )

/** Takes this process's claim back; the claim of another process is left alone. */
export const release = (directory: string, file: ClaimFile): Effect.Effect<void, FileError> =>
  Effect.suspend(() => {
    const present = readClaim(directory, file)
    return present !== undefined && isOwn(present) ? remove(directory, file) : Effect.void
  })
