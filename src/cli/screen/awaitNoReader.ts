import * as Effect from "effect/Effect"

import { makeReaderLook } from "../../os/terminal/reader.ts"

/** How often it is looked whether anybody still reads, while there is nothing to print. */
const readerLookMillis = 500

/** Is over once nobody reads stdout any more. */
export const awaitNoReader: Effect.Effect<void> = Effect.suspend(() => {
  const isThere = makeReaderLook()
  return Effect.sleep(readerLookMillis).pipe(Effect.repeat({ while: isThere }), Effect.asVoid)
})
