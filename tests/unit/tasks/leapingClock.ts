import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * A clock that stands still until a test lets it leap to the next moment that a fiber sleeps for. Effect's TestClock does
 * the same, but takes milliseconds for each leap, and a wait that polls makes hundreds of them.
 */
export interface LeapingClock extends Clock.Clock {
  /** Leaps to the next moment, and wakes what sleeps until then; false where nothing sleeps. */
  readonly leap: () => boolean
}

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** Both its times begin at `startMillis`, so that it agrees with the dates of files. */
export const makeLeapingClock = (startMillis: number): LeapingClock => {
  let now = startMillis
  const sleepers = new Set<Sleeper>()
  const unsafeCurrentTimeMillis = () => now
  const unsafeCurrentTimeNanos = () => BigInt(Math.round(now * 1000)) * 1000n
  return {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis,
    unsafeCurrentTimeNanos,
    currentTimeMillis: Effect.sync(unsafeCurrentTimeMillis),
    currentTimeNanos: Effect.sync(unsafeCurrentTimeNanos),
    sleep: (duration) =>
      Effect.async((resume) => {
        const sleeper = { until: now + Duration.toMillis(duration), wake: () => resume(Effect.void) }
        sleepers.add(sleeper)
        return Effect.sync(() => void sleepers.delete(sleeper))
      }),
    leap: () => {
      const next = Math.min(...[...sleepers].map(({ until }) => until))
      if (next === Infinity) return false
      now = Math.max(now, next)
      for (const sleeper of [...sleepers].filter(({ until }) => until <= now)) {
        sleepers.delete(sleeper)
        sleeper.wake()
      }
      return true
    },
  }
}
