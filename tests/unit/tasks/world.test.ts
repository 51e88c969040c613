import { expect, test } from "bun:test"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import { withLock } from "../../../src/protocol/lock.ts"
import { outliveHomes } from "./home.ts"
import { makeWorld, valueOf } from "./world.ts"

const { makeTask } = outliveHomes()

test("a lock that was just taken in a world far ahead of the real time is no old one", async () => {
  const world = makeWorld()
  const lock = join(makeTask("demo"), "manifest.lock")
  const held: Array<string> = []
  const hold = (name: string, from: number) =>
    withLock(
      lock,
      Effect.sync(() => held.push(`${name} takes it`)).pipe(
        Effect.zipLeft(Effect.sleep(5000)),
        Effect.zipRight(Effect.sync(() => held.push(`${name} gives it back`))),
      ),
    ).pipe(Effect.delay(from * 1000))
  const ends = await world.runTogether({ takes: [], lengths: [0] }, hold("the first", 3600), hold("the second", 3601))
  ends.forEach(valueOf)
  expect(held).toEqual(["the first", "the second"].flatMap((name) => [`${name} takes it`, `${name} gives it back`]))
  expect(world.elapsed()).toBeCloseTo(3610, 0)
})
