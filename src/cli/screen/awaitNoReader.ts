import * as Effect from "effect/Effect"

import { makeReaderLook } from "../../os/terminal/reader.ts"

/** How often stdout is checked for a reader while there is nothing to print. */
const readerLookMillis = 500

/** Ends once stdout has no reader any more. */
export const awaitNoReader: Effect.Effect<void> = Effect.suspend(() => {
  const isThere = makeReaderLook()
  return Effect.sleep(readerLookMillis).pipe(Effect.repeat({ while: isThere }), Effect.asVoid)
})
