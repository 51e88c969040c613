import { lstatSync } from "node:fs"

import { type PlatformError, SystemError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** How long a wait for the lock lasts before the next try. (docs/protocol.md, Lock) */
const retryMillis = 100

/** A lock this old was left behind by a process that died in it: an update takes milliseconds. */
const staleAfterSeconds = 10

/**
 * Runs `use` while holding the lock directory at `path`, which shell scripts take with `mkdir` as well.
 *
 * A lock that nobody releases is broken once it is 10 s old, so the longest wait for a dead holder is that. Unlike
 * the shell, this never goes on without the lock.
 */
export const withLock = <A, E, R>(
  path: string,
  use: Effect.Effect<A, E, R>,
): Effect.Effect<A, E | PlatformError, R | FileSystem.FileSystem> =>
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

const acquire = (path: string): Effect.Effect<Option.Option<LockIdentity>, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    while (!(yield* tryAcquire(path))) {
      if (yield* staleAt(path)) yield* breakStale(path)
      else yield* pause
    }
    return yield* identify(path)
  })

/** Whoever waits may be interrupted; whoever has the lock may not, before there is somebody to give it back. */
const pause = Effect.interruptible(Effect.sleep(retryMillis))

/** A process that was stopped for so long that others broke its lock must leave theirs alone. */
const release = (path: string, held: Option.Option<LockIdentity>): Effect.Effect<void, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const present = yield* identify(path)
    if (
      Option.isSome(held) &&
      Option.isSome(present) &&
      held.value.inode === present.value.inode &&
      held.value.takenAtMillis === present.value.takenAtMillis
    ) {
      yield* files.remove(path, { recursive: true })
    }
  }).pipe(
    // What cannot be released is broken by the next one, once it is stale.
    Effect.ignore,
  )

const tryAcquire = (path: string): Effect.Effect<boolean, PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    files.makeDirectory(path, { mode: 0o700 }).pipe(
      Effect.as(true),
      Effect.catchIf(
        (error) => error._tag === "SystemError" && error.reason === "AlreadyExists",
        () => Effect.succeed(false),
      ),
    ),
  )

/** None where there is no lock at `path`. A link is looked at itself, wherever it leads: it is in the way of a lock as such. */
const identify = (path: string): Effect.Effect<Option.Option<LockIdentity>, PlatformError> =>
  Effect.try({
    try: () =>
      Option.map(Option.fromNullable(lstatSync(path, { throwIfNoEntry: false })), ({ ino, mtimeMs }) => ({
        inode: ino,
        takenAtMillis: mtimeMs,
      })),
    catch: (cause) =>
      new SystemError({ reason: "Unknown", module: "FileSystem", method: "lstat", pathOrDescriptor: path, cause }),
  })

/** A lock from the future is stale too: the clock was set back since. */
const isStale = (lock: LockIdentity): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (now) => Math.abs(now - lock.takenAtMillis) > staleAfterSeconds * 1000)

/**
 * Removes a stale lock, so that one of those who wait can take it anew.
 *
 * Several may find it stale at once, and the slower ones must not remove the lock that a quicker one has taken by then.
 * So whoever breaks a lock holds another one, and looks again before it does.
 */
const breakStale = (path: string): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const breaking = `${path}.break`
    if (yield* tryAcquire(breaking)) {
      const removeStale = Effect.flatMap(staleAt(path), (stale) =>
        stale ? files.remove(path, { recursive: true, force: true }) : Effect.void,
      )
      yield* Effect.ensuring(removeStale, Effect.ignore(files.remove(breaking, { recursive: true })))
    } else {
      // Left by a process that was killed between two system calls.
      if (yield* staleAt(breaking)) yield* files.remove(breaking, { recursive: true, force: true })
      yield* pause
    }
  })

const staleAt = (path: string): Effect.Effect<boolean, PlatformError> =>
  Effect.flatMap(identify(path), (lock) => (Option.isSome(lock) ? isStale(lock.value) : Effect.succeed(false)))
