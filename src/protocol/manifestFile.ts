import { readFileSync } from "node:fs"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { writeAtomically } from "../os/files/atomicFile.ts"
import { FileError, onFile } from "../os/files/fileError.ts"
import { describeFileError, type Description, quote, toLine } from "../words.ts"
import { withLock } from "./lock.ts"
import * as Manifest from "./manifest.ts"

/** A pair that no manifest can hold; nothing was written. */
export class InvalidPair extends Data.TaggedError("InvalidPair")<{
  readonly key: string
  readonly fault: "key" | "value"
}> {}

export class ManifestMissing extends Data.TaggedError("ManifestMissing")<{ readonly path: string }> {}

export class KeyAbsent extends Data.TaggedError("KeyAbsent")<{ readonly path: string; readonly key: string }> {}

/** Why no manifest can hold the pair, in words. */
export const describeInvalidPair = ({ fault, key }: InvalidPair): Description =>
  fault === "key"
    ? { message: `${quote(key)} is no manifest key`, hint: "use letters, digits and _, and no digit first" }
    : { message: `the value of ${quote(key)} has a line break, which a manifest cannot hold`, hint: "leave it out" }

/** Why a task's file was not written, in one line. */
export const describeWriteError = (error: InvalidPair | FileError): string =>
  toLine(error._tag === "InvalidPair" ? describeInvalidPair(error) : describeFileError(error))

/** The manifest at `path`; none where there is no such file. */
export const read = (path: string): Effect.Effect<Option.Option<Manifest.ManifestText>, FileError> =>
  onFile(path, () => readFileSync(path)).pipe(
    Effect.map((bytes) => Option.some(Manifest.fromBytes(bytes))),
    Effect.catchIf(
      ({ code }) => code === "ENOENT",
      () => Effect.succeedNone,
    ),
  )

/** The manifest at `path`, which must be there. */
export const readExisting = (path: string): Effect.Effect<Manifest.ManifestText, ManifestMissing | FileError> =>
  Effect.flatMap(
    read(path),
    Option.match({
      onNone: () => Effect.fail(new ManifestMissing({ path })),
      onSome: Effect.succeed,
    }),
  )

/** The value of `key` in `text`, which was read from `path`. */
export const requireKey = (
  path: string,
  text: Manifest.ManifestText,
  key: string,
): Effect.Effect<string, KeyAbsent> => {
  const value = Manifest.valueOf(text, key)
  return value === undefined ? Effect.fail(new KeyAbsent({ path, key })) : Effect.succeed(value)
}

/**
 * Upserts the pairs, atomically and under the manifest's lock; creates a manifest that is not there. Does nothing
 * without pairs, or if the manifest, once it is locked, is `spared`.
 */
export const update = (
  path: string,
  pairs: ReadonlyArray<Manifest.Pair>,
  spared: (text: Manifest.ManifestText) => boolean = () => false,
): Effect.Effect<void, InvalidPair | FileError> =>
  Effect.gen(function* () {
    yield* requireValid(pairs)
    if (pairs.length === 0) return
    yield* modify(path, (text) => Effect.succeed(spared(text) ? [] : pairs))
  })

/** The same, with pairs that are chosen once the manifest is locked. */
export const modify = <E, R>(
  path: string,
  pairsFor: (text: Manifest.ManifestText) => Effect.Effect<ReadonlyArray<Manifest.Pair>, E, R>,
): Effect.Effect<void, E | InvalidPair | FileError, R> =>
  locked(
    path,
    Effect.gen(function* () {
      const present = Option.getOrElse(yield* read(path), () => Manifest.empty)
      const pairs = yield* pairsFor(present)
      yield* requireValid(pairs)
      const changed = Manifest.toBytes(Manifest.upsert(present, pairs))
      if (pairs.length > 0) yield* onFile(path, () => writeAtomically(path, changed))
    }),
  )

const requireValid = (pairs: ReadonlyArray<Manifest.Pair>): Effect.Effect<void, InvalidPair> =>
  Effect.forEach(
    pairs,
    (pair) => {
      const fault = Manifest.faultOf(pair)
      return fault === undefined ? Effect.void : Effect.fail(new InvalidPair({ key: pair[0], fault }))
    },
    { discard: true },
  )

/** Runs `use` while no other process changes the manifest at `path`; `use` itself must not `update` it. */
export const locked = <A, E, R>(path: string, use: Effect.Effect<A, E, R>): Effect.Effect<A, E | FileError, R> =>
  Effect.mapError(withLock(`${path}.lock`, use), (error) =>
    // The caller knows the manifest, not its lock.
    error instanceof FileError ? new FileError({ path, code: error.code }) : error,
  )
