import { lstatSync, mkdirSync, rmSync } from "node:fs"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { errorCodeOf } from "../os/files/errorCode.ts"
import { type FileError, onFile } from "../os/files/fileError.ts"
import { privateDirectoryMode } from "../os/files/privateModes.ts"

/** How long a wait for the lock lasts before the next try. (docs/protocol.md, Lock) */
const retryMillis = 100

/** A lock this old was left by a process that died holding it: an update takes milliseconds. */
const staleAfterSeconds = 10

/**
 * Runs `use` while holding the lock directory at `path`, which shell scripts take with `mkdir` as well.
 *
 * The lock of a dead holder is broken once it is 10 s old, so that is the longest wait for it. Unlike the shell, this
 * never goes on without the lock.
 */
export const withLock = <A, E, R>(path: string, use: Effect.Effect<A, E, R>): Effect.Effect<A, E | FileError, R> =>
  Effect.acquireUseRelease(
    acquire(path),
    () => use,
    (held) => release(path, held),
  )

/** Tells one lock directory from another one at the same path. */
interface LockIdentity {
  readonly inode: number
  readonly takenAtMillis: number
}

const acquire = (path: string): Effect.Effect<Option.Option<LockIdentity>, FileError> =>
  Effect.gen(function* () {
    while (!(yield* tryAcquire(path))) {
      if (yield* staleAt(path)) yield* breakStale(path)
      else yield* pause
    }
    return yield* identify(path)
  })

/** Only the wait may be interrupted. A fiber interrupted right after it took the lock would never release it. */
const pause = Effect.interruptible(Effect.sleep(retryMillis))

/** Another process may have broken the lock while this one was stopped; its new lock must stay. */
const release = (path: string, held: Option.Option<LockIdentity>): Effect.Effect<void> =>
  Effect.gen(function* () {
    const present = yield* identify(path)
    if (
      Option.isSome(held) &&
      Option.isSome(present) &&
      held.value.inode === present.value.inode &&
      held.value.takenAtMillis === present.value.takenAtMillis
    ) {
      yield* remove(path)
    }
  }).pipe(
    // The next process breaks a lock that was not released, once it is stale.
    Effect.ignore,
  )

const tryAcquire = (path: string): Effect.Effect<boolean, FileError> =>
  onFile(path, () => {
    try {
      mkdirSync(path, { mode: privateDirectoryMode })
      return true
    } catch (error) {
      if (errorCodeOf(error) === "EEXIST") return false
      throw error
    }
  })

const remove = (path: string): Effect.Effect<void, FileError> =>
  onFile(path, () => rmSync(path, { recursive: true, force: true }))

/** None where there is no lock at `path`. A link counts as one wherever it leads, since `mkdir` fails on it. */
const identify = (path: string): Effect.Effect<Option.Option<LockIdentity>, FileError> =>
  onFile(path, () =>
    Option.map(Option.fromNullable(lstatSync(path, { throwIfNoEntry: false })), ({ ino, mtimeMs }) => ({
      inode: ino,
      takenAtMillis: mtimeMs,
    })),
  )

/** A lock from the future is stale too: the clock was set back after it was taken. */
const isStale = (lock: LockIdentity): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (now) => Math.abs(now - lock.takenAtMillis) > staleAfterSeconds * 1000)

/**
 * Removes a stale lock, so that a waiting process can take it anew.
 *
 * Several processes may find it stale at once, and a slower one must not remove the lock that a quicker one has taken
 * since. So a process breaks a lock only under another lock, and looks again first.
 */
const breakStale = (path: string): Effect.Effect<void, FileError> =>
  Effect.gen(function* () {
    const breaking = `${path}.break`
    if (yield* tryAcquire(breaking)) {
      const removeStale = Effect.flatMap(staleAt(path), (stale) => (stale ? remove(path) : Effect.void))
      yield* Effect.ensuring(removeStale, Effect.ignore(remove(breaking)))
    } else {
      // A process was killed while it broke the lock.
      if (yield* staleAt(breaking)) yield* remove(breaking)
      yield* pause
    }
  })

const staleAt = (path: string): Effect.Effect<boolean, FileError> =>
  Effect.flatMap(identify(path), (lock) => (Option.isSome(lock) ? isStale(lock.value) : Effect.succeed(false)))
