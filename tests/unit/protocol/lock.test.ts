import { afterEach, describe, expect, mock, setDefaultTimeout, spyOn, test } from "bun:test"
import * as fs from "node:fs"
import {
  existsSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs"
import { dirname, join } from "node:path"

import * as Chunk from "effect/Chunk"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"

import { withLock } from "../../../src/protocol/lock.ts"
import { busyMachineMillis, temporaryDirectories } from "../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()
const freshPath = () => join(freshDirectory(), "manifest.lock")

const run = Effect.runPromise

afterEach(() => mock.restore())

/** The same with a clock that stands still: a fiber that sleeps does not wake up by itself. */
const runTimeless = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, TestContext.TestContext))

/** The real calls, even while a test has replaced them. */
const system = { ...fs }

/** Lets `use` know of every attempt to take a lock that another one holds; `around` sees each attempt. */
const watchingRefusals = <A, E>(
  use: (refused: Effect.Effect<void>) => Effect.Effect<A, E>,
  around: <B>(path: string, attempt: () => B) => B = (_, attempt) => attempt(),
): Effect.Effect<A, E> =>
  Effect.gen(function* () {
    const refusals = yield* Queue.unbounded<void>()
    spyOn(fs, "mkdirSync").mockImplementation((path, options) => {
      try {
        return around(String(path), () => system.mkdirSync(path, options))
      } catch (error) {
        refusals.unsafeOffer(undefined)
        throw error
      }
    })
    return yield* use(Queue.take(refusals))
  })

/** Waits until a fiber sleeps on the clock that stands still. */
const someoneSleeps = Effect.repeat(
  Effect.zipRight(
    Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
    TestClock.sleeps(),
  ),
  { until: Chunk.isNonEmpty },
)

/** A lock that no process will release, taken at this second. */
const abandonedLock = (takenAt: number): string => {
  const path = freshPath()
  mkdirSync(path)
  utimesSync(path, takenAt, takenAt)
  return path
}

const nowSeconds = () => Date.now() / 1000

describe("a lock", () => {
  test("is a directory for its owner only while it is held, and gone afterwards", async () => {
    const path = freshPath()
    const held = await run(
      withLock(
        path,
        Effect.sync(() => statSync(path)),
      ),
    )
    expect(held.isDirectory()).toBe(true)
    expect(held.mode & 0o777).toBe(0o700)
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test("is released when its use fails, and the failure is the caller's", async () => {
    const path = freshPath()
    expect(await run(Effect.flip(withLock(path, Effect.fail("no"))))).toBe("no")
    expect(existsSync(path)).toBe(false)
  })

  test("is released when its use is interrupted", async () => {
    const path = freshPath()
    await run(
      Effect.gen(function* () {
        const inside = yield* Deferred.make<void>()
        const fiber = yield* Effect.fork(
          withLock(path, Effect.zipRight(Deferred.succeed(inside, undefined), Effect.never)),
        )
        yield* Deferred.await(inside)
        yield* Fiber.interrupt(fiber)
      }),
    )
    expect(existsSync(path)).toBe(false)
  })

  test("that cannot be taken is an error, and nothing is done", async () => {
    let used = false
    const use = Effect.sync(() => {
      used = true
    })
    const outcome = await run(Effect.either(withLock(join(freshDirectory(), "missing", "manifest.lock"), use)))
    expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "FileError", code: "ENOENT" } })
    expect(used).toBe(false)
  })

  test("is held by one at a time", async () => {
    const path = freshPath()
    let inside = 0
    let most = 0
    let uses = 0
    const use = Effect.gen(function* () {
      inside++
      uses++
      most = Math.max(most, inside)
      yield* Effect.sleep(1)
      inside--
    })
    await run(
      Effect.all(
        Array.from({ length: 4 }, () => withLock(path, use)),
        { concurrency: "unbounded" },
      ),
    )
    expect({ most, uses }).toEqual({ most: 1, uses: 4 })
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test("that another program holds is waited for", async () => {
    const path = freshPath()
    const events: Array<string> = []
    mkdirSync(path)
    await run(
      watchingRefusals((refused) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.fork(
            withLock(
              path,
              Effect.sync(() => events.push("used")),
            ),
          )
          yield* refused
          yield* refused
          events.push("released")
          rmdirSync(path)
          yield* Fiber.join(fiber)
        }),
      ),
    )
    expect(events).toEqual(["released", "used"])
    expect(existsSync(path)).toBe(false)
  })
})

describe("a lock that is not released", () => {
  test("is broken at once when it is more than ten seconds old", async () => {
    const path = abandonedLock(1000)
    const used = await runTimeless(
      Effect.zipRight(TestClock.setTime(1_010_001), withLock(path, Effect.succeed("used"))),
    )
    expect(used).toBe("used")
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test("is left alone until then", async () => {
    const path = abandonedLock(1000)
    let used = false
    await runTimeless(
      watchingRefusals((refused) =>
        Effect.gen(function* () {
          yield* TestClock.setTime(1_009_800)
          const use = Effect.sync(() => {
            used = true
          })
          const fiber = yield* Effect.fork(withLock(path, use))
          for (const moment of [1_009_800, 1_009_900, 1_010_000]) {
            yield* TestClock.setTime(moment)
            yield* refused
            yield* someoneSleeps
            expect(used).toBe(false)
            expect(statSync(path).mtimeMs).toBe(1_000_000)
          }
          yield* TestClock.setTime(1_010_100)
          yield* Fiber.join(fiber)
        }),
      ),
    )
    expect(used).toBe(true)
  })

  test("is broken although another process left a file in it", async () => {
    const path = freshPath()
    mkdirSync(join(path, "inner"), { recursive: true })
    utimesSync(path, 1000, 1000)
    expect(await run(withLock(path, Effect.succeed("used")))).toBe("used")
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test("is broken although it is a link that leads nowhere", async () => {
    const path = freshPath()
    symlinkSync("nowhere", path)
    lutimesSync(path, 1000, 1000)
    expect(await run(withLock(path, Effect.succeed("used")))).toBe("used")
    expect(readdirSync(dirname(path))).toEqual([])
  })

  test("is broken by one of all who wait, and then held by one at a time", async () => {
    const path = abandonedLock(nowSeconds() - 60)
    let inside = 0
    let most = 0
    let uses = 0
    const use = Effect.gen(function* () {
      inside++
      uses++
      most = Math.max(most, inside)
      yield* Effect.sleep(1)
      inside--
    })
    await run(
      Effect.all(
        Array.from({ length: 4 }, () => withLock(path, use)),
        { concurrency: "unbounded" },
      ),
    )
    expect({ most, uses }).toEqual({ most: 1, uses: 4 })
    expect(readdirSync(dirname(path))).toEqual([])
  })
})

test("a process that waits for what leads nowhere sleeps meanwhile, and may be interrupted", async () => {
  const path = freshPath()
  symlinkSync("nowhere", path)
  let used = false
  const use = Effect.sync(() => {
    used = true
  })
  await runTimeless(
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.now())
      const fiber = yield* Effect.fork(withLock(path, use))
      yield* someoneSleeps
      yield* Fiber.interrupt(fiber)
    }),
  )
  expect(used).toBe(false)
  expect(readdirSync(dirname(path))).toEqual(["manifest.lock"])
})

test("a fresh lock that took the place of the stale one is never moved, not even for a moment", async () => {
  const path = abandonedLock(nowSeconds() - 60)
  let quicker: Stats | undefined
  const states = new Set<string>()
  /** Another one has seen that the lock is stale, and is quicker to break it and to take it anew. */
  const overtake = () => {
    if (quicker !== undefined) return
    rmdirSync(path)
    system.mkdirSync(path)
    quicker = statSync(path)
  }
  const noting = <A>(step: () => A): A => {
    try {
      return step()
    } finally {
      if (quicker !== undefined) states.add(readdirSync(dirname(path)).includes("manifest.lock") ? "there" : "moved")
    }
  }
  spyOn(fs, "renameSync").mockImplementation((from, to) => {
    overtake()
    noting(() => system.renameSync(from, to))
  })
  spyOn(fs, "rmSync").mockImplementation((file, options) => {
    overtake()
    noting(() => system.rmSync(file, options))
  })
  let used = false
  const use = Effect.sync(() => {
    used = true
  })
  const outcome = await run(
    watchingRefusals(
      (refused) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.fork(withLock(path, use))
          yield* refused
          yield* Effect.raceFirst(refused, Fiber.join(fiber))
          const seen = [...states]
          const usedBesides = used
          const lock = statSync(path, { throwIfNoEntry: false })
          system.rmSync(path, { recursive: true, force: true })
          yield* Fiber.join(fiber)
          return { usedBesides, untouched: lock?.ino === quicker?.ino, seen }
        }),
      (directory, attempt) => {
        // What breaks the lock is taken after the look that found it stale.
        if (directory !== path) overtake()
        return noting(attempt)
      },
    ),
  )
  expect(outcome).toEqual({ usedBesides: false, untouched: true, seen: ["there"] })
  expect(used).toBe(true)
  expect(readdirSync(dirname(path))).toEqual([])
})

test("a process whose lock was broken leaves alone another one that was taken at the same moment", async () => {
  const path = freshPath()
  const use = Effect.sync(() => {
    const { mtime } = statSync(path)
    renameSync(path, `${path}.aside`)
    mkdirSync(path)
    utimesSync(path, mtime, mtime)
  })
  await run(withLock(path, use))
  expect(existsSync(path)).toBe(true)
})

test("a process whose lock was broken leaves the lock of the next one alone", async () => {
  const path = freshPath()
  await run(
    Effect.gen(function* () {
      const slowInside = yield* Deferred.make<void>()
      const slowMayEnd = yield* Deferred.make<void>()
      const nextInside = yield* Deferred.make<void>()
      const nextMayEnd = yield* Deferred.make<void>()
      const stay = (inside: Deferred.Deferred<void>, mayEnd: Deferred.Deferred<void>) =>
        withLock(path, Effect.zipRight(Deferred.succeed(inside, undefined), Deferred.await(mayEnd)))

      const slow = yield* Effect.fork(stay(slowInside, slowMayEnd))
      yield* Deferred.await(slowInside)
      utimesSync(path, nowSeconds() - 60, nowSeconds() - 60)
      const next = yield* Effect.fork(stay(nextInside, nextMayEnd))
      yield* Deferred.await(nextInside)
      yield* Deferred.succeed(slowMayEnd, undefined)
      yield* Fiber.join(slow)
      expect(existsSync(path)).toBe(true)
      yield* Deferred.succeed(nextMayEnd, undefined)
      yield* Fiber.join(next)
    }),
  )
  expect(readdirSync(dirname(path))).toEqual([])
})
