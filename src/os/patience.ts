import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { awaitChange } from "./files/changes.ts"

/** Milliseconds by Effect's clock that cannot jump, for spans only: its zero means nothing. */
export const currentSteadyMillis: Effect.Effect<number> = Effect.map(
  Clock.currentTimeNanos,
  (nanos) => Number(nanos) / 1e6,
)

/** How often the condition is checked. */
const pollMillis = 20

/** Waits while the condition holds, for `seconds` at most. */
export const awaitWhile = (condition: () => boolean, seconds: number, everyMillis = pollMillis): Effect.Effect<void> =>
  awaitWhileEffect(Effect.sync(condition), seconds, everyMillis)

/** The same for a condition that is an effect. */
export const awaitWhileEffect = <R>(
  condition: Effect.Effect<boolean, never, R>,
  seconds: number,
  everyMillis = pollMillis,
): Effect.Effect<void, never, R> =>
  Effect.gen(function* () {
    const until = (yield* currentSteadyMillis) + seconds * 1000
    while ((yield* currentSteadyMillis) < until && (yield* condition)) yield* Effect.sleep(everyMillis)
  })

/** Waits until something changes in one of the directories, for `seconds` at most. */
export const awaitChangeWithin = (directories: ReadonlyArray<string>, seconds: number): Effect.Effect<void> =>
  Effect.raceFirst(
    Effect.promise((aborted) => awaitChange(directories, undefined, aborted)),
    Effect.sleep(Math.max(seconds, 0) * 1000),
  )
