import { expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { logWindow, tailLines } from "../../../../src/exec/actions/logWindow.ts"

test.each([
  // Neither: the last 200.
  [0, undefined, undefined, 0, 0, false],
  [1, undefined, undefined, 0, 1, false],
  [199, undefined, undefined, 0, 199, false],
  [200, undefined, undefined, 0, 200, false],
  [201, undefined, undefined, 1, 201, true],
  [1000, undefined, undefined, 800, 1000, true],
  // offset alone: from there to the end.
  [1000, 0, undefined, 0, 1000, false],
  [1000, 1, undefined, 1, 1000, false],
  [1000, 999, undefined, 999, 1000, false],
  [1000, 1000, undefined, 1000, 1000, false],
  [1000, 1001, undefined, 1000, 1000, false],
  [0, 5, undefined, 0, 0, false],
  [10, -3, undefined, 0, 10, false],
  [10, 2.9, undefined, 2, 10, false],
  [10, 1e300, undefined, 10, 10, false],
  // limit alone: the last so many.
  [1000, undefined, 0, 1000, 1000, false],
  [1000, undefined, 1, 999, 1000, false],
  [1000, undefined, 300, 700, 1000, false],
  [1000, undefined, 1000, 0, 1000, false],
  [1000, undefined, 2000, 0, 1000, false],
  [10, undefined, -1, 10, 10, false],
  [10, undefined, 3.9, 7, 10, false],
  [0, undefined, 3, 0, 0, false],
  // Both: so many from there.
  [1000, 0, 0, 0, 0, false],
  [1000, 0, 1, 0, 1, false],
  [1000, 10, 5, 10, 15, false],
  [1000, 998, 5, 998, 1000, false],
  [1000, 1000, 5, 1000, 1000, false],
  [1000, 5000, 5, 1000, 1000, false],
  [10, -5, 3, 0, 3, false],
  [10, 3, -5, 3, 3, false],
  [10, 2.5, 2.5, 2, 4, false],
  [10, 0.9, 0.9, 0, 0, false],
] as const)(
  "of %p lines, with offset %p and limit %p, those from %p to %p are meant",
  (total, offset, limit, first, end, isTail) => {
    expect(logWindow(total, offset, limit)).toEqual({ first, end, isTail })
  },
)

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%p is as if it were not given",
  (given) => {
    for (const total of [0, 10, 500]) {
      for (const other of [undefined, 0, 7, 1000]) {
        expect(logWindow(total, given, other)).toEqual(logWindow(total, undefined, other))
        expect(logWindow(total, other, given)).toEqual(logWindow(total, other, undefined))
      }
    }
  },
)

const anyCount = FastCheck.option(
  FastCheck.oneof(
    FastCheck.integer({ min: -10, max: 1500 }),
    FastCheck.double({ min: -5, max: 1500 }),
    FastCheck.double(),
  ),
  { nil: undefined },
)
const anyTotal = FastCheck.nat(1200)

test("any request gives some of the lines that there are", () => {
  FastCheck.assert(
    FastCheck.property(anyTotal, anyCount, anyCount, (total, offset, limit) => {
      const { end, first } = logWindow(total, offset, limit)
      expect([first, end].every(Number.isInteger)).toBe(true)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(first).toBeLessThanOrEqual(end)
      expect(end).toBeLessThanOrEqual(total)
    }),
    { numRuns: 2000 },
  )
})

test("no more lines come than the limit, and as many as there are up to it", () => {
  FastCheck.assert(
    FastCheck.property(
      anyTotal,
      FastCheck.option(FastCheck.nat(1500), { nil: undefined }),
      FastCheck.nat(1500),
      (total, offset, limit) => {
        const { end, first } = logWindow(total, offset, limit)
        expect(end - first).toBe(Math.min(limit, Math.max(total - (offset ?? 0), 0)))
      },
    ),
    { numRuns: 2000 },
  )
})

test("without an offset the last line is always among them, unless none is wanted", () => {
  FastCheck.assert(
    FastCheck.property(anyTotal, anyCount, (total, limit) => {
      expect(logWindow(total, undefined, limit).end).toBe(total)
    }),
  )
})

test("only where nothing is asked for, and lines are left out, it is a tail", () => {
  FastCheck.assert(
    FastCheck.property(anyTotal, anyCount, anyCount, (total, offset, limit) => {
      const isAsked = [offset, limit].some((given) => given !== undefined && Number.isFinite(given))
      expect(logWindow(total, offset, limit).isTail).toBe(!isAsked && total > tailLines)
    }),
    { numRuns: 2000 },
  )
})

test("pages of any size, one after the other, are all lines once", () => {
  FastCheck.assert(
    FastCheck.property(anyTotal, FastCheck.integer({ min: 1, max: 300 }), (total, limit) => {
      let at = 0
      for (let turn = 0; turn <= total; turn++) {
        const { end, first } = logWindow(total, at, limit)
        expect(first).toBe(at)
        if (end === first) break
        at = end
      }
      expect(at).toBe(total)
    }),
    { numRuns: 300 },
  )
})
