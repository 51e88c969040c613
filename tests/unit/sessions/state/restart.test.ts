import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { type Exit, restartPolicies, type RestartPolicy, sequelOf } from "../../../../src/sessions/state/restart.ts"

const well: Exit = { _tag: "Exited", code: 0 }
const failed: Exit = { _tag: "Exited", code: 1 }
const killed: Exit = { _tag: "Killed", signal: "SIGKILL" }

const anyExit = FastCheck.oneof(
  FastCheck.nat(255).map((code): Exit => ({ _tag: "Exited", code })),
  FastCheck.constantFrom("SIGKILL", "SIGTERM", "SIGHUP").map((signal): Exit => ({ _tag: "Killed", signal })),
)

describe("the restart policy decides what follows an end", () => {
  const table: ReadonlyArray<readonly [RestartPolicy, string, Exit, string]> = [
    ["no", "0", well, "Rest"],
    ["no", "1", failed, "Rest"],
    ["no", "a signal", killed, "Rest"],
    ["on-failure", "0", well, "Rest"],
    ["on-failure", "1", failed, "Restart"],
    ["on-failure", "a signal", killed, "Restart"],
    ["always", "0", well, "Restart"],
    ["always", "1", failed, "Restart"],
    ["always", "a signal", killed, "Restart"],
  ]
  for (const [policy, words, exit, sequel] of table) {
    test(`${policy}, after ${words}: ${sequel}`, () => {
      expect(sequelOf({ policy, most: undefined }, 0, exit, 1)._tag).toBe(sequel as never)
    })
  }
})

test("the wait doubles from a second to a minute", () => {
  const waits: Array<number> = []
  for (let restarts = 0; waits.length < 9;) {
    const sequel = sequelOf({ policy: "always", most: undefined }, restarts, failed, 0.001)
    if (sequel._tag !== "Restart") throw new Error(sequel._tag)
    waits.push(sequel.afterSeconds)
    restarts = sequel.restarts
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
})

test("a program that was well for a minute begins anew", () => {
  const settings = { policy: "on-failure", most: 3 } as const
  expect(sequelOf(settings, 3, failed, 59.9)).toEqual({ _tag: "GiveUp" })
  expect(sequelOf(settings, 3, failed, 60)).toEqual({ _tag: "Restart", afterSeconds: 1, restarts: 1 })
  expect(sequelOf(settings, 2, killed, 3600)).toEqual({ _tag: "Restart", afterSeconds: 1, restarts: 1 })
})

test("a program that always fails runs once and then as often as the limit says", () => {
  FastCheck.assert(
    FastCheck.property(FastCheck.nat(30), FastCheck.array(anyExit, { minLength: 31, maxLength: 31 }), (most, exits) => {
      let restarts = 0
      for (const [index, exit] of exits.entries()) {
        const sequel = sequelOf({ policy: "always", most }, restarts, exit, 1)
        expect(sequel._tag).toBe(index < most ? "Restart" : "GiveUp")
        if (sequel._tag !== "Restart") return
        restarts = sequel.restarts
        expect(restarts).toBe(index + 1)
      }
    }),
    { numRuns: 100, seed: 1 },
  )
})

test("no wait is shorter than a second, or longer than a minute, however long it has gone on", () => {
  FastCheck.assert(
    FastCheck.property(
      FastCheck.constantFrom(...restartPolicies),
      FastCheck.nat(1_000_000),
      anyExit,
      FastCheck.double({ min: 0, max: 1e9, noNaN: true }),
      (policy, restarts, exit, ranSeconds) => {
        const sequel = sequelOf({ policy, most: undefined }, restarts, exit, ranSeconds)
        expect(sequel._tag).not.toBe("GiveUp")
        if (sequel._tag !== "Restart") return
        expect(sequel.afterSeconds).toBeGreaterThanOrEqual(1)
        expect(sequel.afterSeconds).toBeLessThanOrEqual(60)
      },
    ),
    { numRuns: 200, seed: 1 },
  )
})
