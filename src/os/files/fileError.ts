import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { errorCodeOf } from "./errorCode.ts"

/** The system refused something about the file at `path`; `code` is its name for why, as `ENOSPC`. */
export class FileError extends Data.TaggedError("FileError")<{ readonly path: string; readonly code: string }> {}

/** Does something with the file at `path`. The system's refusal becomes a `FileError` of that path. */
export const onFile = <A>(path: string, call: (path: string) => A): Effect.Effect<A, FileError> =>
  Effect.try({
    try: () => call(path),
    catch: (error) => {
      if (error instanceof Error && "code" in error) return new FileError({ path, code: errorCodeOf(error) })
      // Not an error of the system: a fault of this program.
      throw error
    },
  })
