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

/** The claim in the file of a task; `undefined` where there is none, or nothing that can be read as one. */
export const readClaim = (directory: string, file: ClaimFile): Claim | undefined => readClaimAt(pathOf(directory, file))

/** The same of any file. */
export const readClaimAt = (path: string): Claim | undefined => {
  try {
    return parseIdentity(readFileSync(path, "utf8"))
  } catch {
    // None, or one that cannot be read: either way nobody holds it as far as can be told.
    return undefined
  }
}

/** What a file holds by which this process claims something. */
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
 * Claims it for this process, or gives the claim of the process that holds it, or may hold it elsewhere. To be called under
 * the manifest's lock: between the look and the writing no other process may claim.
 */
export const claim = (directory: string, file: ClaimFile): Effect.Effect<Option.Option<Claim>, FileError> =>
  Effect.gen(function* () {
    const holder = readClaim(directory, file)
    if (holder !== undefined && !isGone(holder) && !isOwn(holder)) return Option.some(holder)
    yield* onFile(pathOf(directory, file), (path) => writeAtomically(path, ownClaim()))
    return Option.none()
  })

/** In another place another process has the same id. */
const isOwn = (claimed: Claim): boolean => {
  const judgement = judge(claimed)
  return judgement._tag === "Alive" && judgement.pid === process.pid
}

/**
 * Removes the claims of another place, which the caller knows to be over: a wrapper that is started for the task does not, and
 * would leave it alone. To be called under the manifest's lock.
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

/** Takes this process's claim back; another one's is left alone. */
export const release = (directory: string, file: ClaimFile): Effect.Effect<void, FileError> =>
  Effect.suspend(() => {
    const present = readClaim(directory, file)
    return present !== undefined && isOwn(present) ? remove(directory, file) : Effect.void
  })
