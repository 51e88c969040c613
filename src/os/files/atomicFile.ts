import { type PlatformError, SystemError } from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"

import { randomHex } from "../randomHex.ts"
import { privateFileMode } from "./replaceFile.ts"

export { privateFileMode } from "./replaceFile.ts"

/**
 * Writes `path` as a whole or not at all: a reader sees the old content or the new, never a part.
 *
 * The content goes to a file of its own beside it, and is renamed. A failure removes that file.
 */
export const writeAtomically = (
  path: string,
  content: Uint8Array,
): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const temporary = `${path}.${randomHex(6)}.tmp`
    yield* files.writeFile(temporary, content, { mode: privateFileMode }).pipe(
      Effect.zipRight(files.rename(temporary, path)),
      Effect.onError(() => Effect.ignore(files.remove(temporary))),
      Effect.mapError(atPath(path)),
    )
  })

/** The error as one of the file that was asked for, not of one that only served it. */
export const atPath =
  (path: string) =>
  (error: PlatformError): PlatformError =>
    error._tag === "SystemError" ? new SystemError({ ...error, pathOrDescriptor: path }) : error

/** Creates `path` empty, or leaves it as it is where it exists. */
export const createMarker = (path: string): Effect.Effect<void, PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) =>
    files.writeFile(path, new Uint8Array(), { flag: "a", mode: privateFileMode }),
  )
