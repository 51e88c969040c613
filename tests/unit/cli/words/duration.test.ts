import { expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { durationForms, parseDuration } from "../../../../src/cli/words/duration.ts"

test.each([
  ["0", 0],
  ["90", 90],
  ["90s", 90],
  ["5m", 300],
  ["2h", 7200],
  ["7d", 604_800],
  ["007", 7],
  ["0.5", 0.5],
  ["1.5m", 90],
  ["0.001s", 0.001],
  ["999999999", 999_999_999],
])("%p is %d seconds", (text, seconds) => {
  expect(parseDuration(text)).toBeCloseTo(seconds, 9)
})

const forms = [
  "",
  " ",
  "s",
  "-1",
  "+1",
  "1e3",
  "0x10",
  ".5",
  "5.",
  "1.2345",
  " 1",
  "1 ",
  "1 s",
  "1\n",
  "1S",
  "1w",
  "1ms",
  "1h30m",
]

test.each([...forms, "1,5", "١", "NaN", "Infinity", "1_000", "9999999999"])("%p is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

test("the forms in messages are durations", () => {
  const told = durationForms.split(/, | or /)
  expect(told).toHaveLength(5)
  for (const form of told) expect(parseDuration(form)).toBeGreaterThan(0)
})

test("a duration is a finite number, at least 0", () => {
  const pieces = FastCheck.array(FastCheck.constantFrom("1", "0", "9", ".", "s", "m", "h", "d", "-", " "), {
    maxLength: 12,
  })
  FastCheck.assert(
    FastCheck.property(pieces, (characters) => {
      const seconds = parseDuration(characters.join("")) ?? 0
      expect(Number.isFinite(seconds) && seconds >= 0).toBe(true)
    }),
    { numRuns: 2000, seed: 1 },
  )
})
