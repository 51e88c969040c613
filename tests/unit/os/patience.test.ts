import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"

import { awaitChangeWithin, awaitWhile, currentSteadyMillis } from "../../../src/os/patience.ts"
import { busyMachineMillis, temporaryDirectories } from "../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** Runs the effect with a clock that moves only when the test moves it. */
const runTimeless = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, TestContext.TestContext))

const isOver = (fiber: Fiber.RuntimeFiber<void>) => Effect.map(Fiber.poll(fiber), Option.isSome)

describe("a wait while something is so", () => {
  test("lasts as long as Effect's clock says, and no longer", () =>
    runTimeless(
      Effect.gen(function* () {
        const fiber = yield* Effect.fork(awaitWhile(() => true, 5))
        yield* TestClock.adjust("4990 millis")
        expect(yield* isOver(fiber)).toBe(false)
        yield* TestClock.adjust("30 millis")
        yield* Fiber.join(fiber)
      }),
    ))

  test("is over at the first look that finds it otherwise", () =>
    runTimeless(
      Effect.gen(function* () {
        let looks = 0
        const fiber = yield* Effect.fork(awaitWhile(() => ++looks < 3, 3600, 10))
        yield* TestClock.adjust("20 millis")
        yield* Fiber.join(fiber)
        expect(looks).toBe(3)
        expect(yield* currentSteadyMillis).toBe(20)
      }),
    ))
})

describe("a wait for a change", () => {
  test("is over when its time is, by Effect's clock", () =>
    runTimeless(
      Effect.gen(function* () {
        const fiber = yield* Effect.fork(awaitChangeWithin([freshDirectory()], 60))
        yield* TestClock.adjust("59 seconds")
        expect(yield* isOver(fiber)).toBe(false)
        yield* TestClock.adjust("1 seconds")
        yield* Fiber.join(fiber)
      }),
    ))

  test("is over when something changes, while the clock stands still", () =>
    runTimeless(
      Effect.gen(function* () {
        const directory = freshDirectory()
        const fiber = yield* Effect.fork(awaitChangeWithin([freshDirectory(), directory], 60))
        // The watch begins when the fiber runs; a change before that would be none.
        while ((yield* TestClock.sleeps()).length === 0) yield* Effect.yieldNow()
        writeFileSync(join(directory, "file"), "")
        yield* Fiber.join(fiber)
      }),
    ))
})
