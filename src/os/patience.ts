import * as Effect from "effect/Effect"

/** How often it is looked whether something is still so. */
const pollMillis = 20

/** Waits while it is so, at most so long. */
export const awaitWhile = (condition: () => boolean, seconds: number, everyMillis = pollMillis): Effect.Effect<void> =>
  Effect.gen(function* () {
    const until = performance.now() + seconds * 1000
    while (performance.now() < until && condition()) yield* Effect.sleep(everyMillis)
  })
