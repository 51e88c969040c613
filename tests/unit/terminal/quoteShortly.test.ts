import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { quoteShortly } from "../../../src/terminal/quoteShortly.ts"

const isBeginning = (value: unknown) => {
  const whole = JSON.stringify(value)
  expect(quoteShortly(value)).toBe(whole.length <= 80 ? whole : `${whole.slice(0, 80)}…`)
}

describe("a quote", () => {
  test("is the beginning of the value's JSON", () => {
    FastCheck.assert(FastCheck.property(FastCheck.jsonValue({ maxDepth: 6 }), isBeginning))
    for (const levels of [79, 80, 81, 82]) isBeginning(JSON.parse("[".repeat(levels) + "]".repeat(levels)))
    isBeginning(Array.from({ length: 200 }, () => 0))
  })

  test("of no value is a word", () => {
    expect(quoteShortly(undefined)).toBe("nothing")
  })

  test("of a value that is nested too deeply to be written whole is its beginning", () => {
    const deep: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000))
    expect(quoteShortly(deep)).toBe(`${"[".repeat(80)}…`)
  })
})
