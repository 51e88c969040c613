import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { fit, pad } from "../../../../src/cli/screen/terminal.ts"

describe("a text that is to fit", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 4, "abcd"],
    ["abcde", 4, "a..."],
    ["abcde", 3, "..."],
    ["abcde", 2, ".."],
    ["abcde", 1, "."],
    ["abcde", 0, ""],
    ["", 0, ""],
    ["日本語", 6, "日本語"],
    ["日本語", 5, "日..."],
    ["日本語", 4, "..."],
    ["🙂🙂", 4, "🙂🙂"],
    ["🙂🙂🙂", 5, "🙂..."],
    ["e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301"],
    ["e\u0301e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301..."],
    ["👨‍👩‍👧abcdef", 5, "👨‍👩‍👧..."],
  ])("%p in %d columns is %p", (text, columns, fitted) => {
    expect(fit(text, columns)).toBe(fitted)
  })
})

describe("a text that is padded", () => {
  test.each([
    ["a", 3, "a  "],
    ["abc", 3, "abc"],
    ["abcd", 3, "abcd"],
    ["日", 4, "日  "],
    ["", 0, ""],
    ["a", -1, "a"],
  ])("%p in %d columns is %p", (text, columns, padded) => {
    expect(pad(text, columns)).toBe(padded)
  })
})

test("any text that is fitted and padded has exactly these columns, and begins as before", () => {
  const text = FastCheck.string({ unit: FastCheck.constantFrom("a", "é", "日", "🙂", " ", "e\u0301", "👍🏽", "🇩🇪") })
  FastCheck.assert(
    FastCheck.property(text, FastCheck.nat(20), (given, columns) => {
      const fitted = fit(given, columns)
      expect(Bun.stringWidth(fitted)).toBeLessThanOrEqual(columns)
      expect(Bun.stringWidth(pad(fitted, columns))).toBe(columns)
      expect(fitted === given || given.startsWith(fitted.replace(/\.{0,3}$/, ""))).toBe(true)
    }),
    { numRuns: 1000, seed: 1 },
  )
})
