import * as Effect from "effect/Effect"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import type { Description } from "../../words.ts"
import { InputFailed, UsageError } from "./errors.ts"

/** All of stdin; on a terminal, where nothing is piped in, `missing` is the error. */
export const readStandardInput = (missing: Description): Effect.Effect<Uint8Array, InputFailed | UsageError> =>
  Effect.suspend((): Effect.Effect<Uint8Array, InputFailed | UsageError> =>
    isTerminal(0)
      ? Effect.fail(new UsageError(missing))
      : Effect.tryPromise({
          try: async () => new Uint8Array(await Bun.stdin.arrayBuffer()),
          catch: (error) => new InputFailed({ code: errorCodeOf(error) }),
        }),
  )
