import { expect, test } from "bun:test"

import { addedTo } from "../../../../src/sessions/commands/tail.ts"

const linesFrom = (first: number, last: number): Array<string> =>
  Array.from({ length: last - first + 1 }, (_, index) => `line ${first + index}`)

test.each([
  ["nothing to nothing", [], [], []],
  ["nothing where all is as it was", ["a", "b"], ["a", "b"], []],
  ["the first lines", [], ["a", "b"], ["a", "b"]],
  ["what comes below", ["a", "b"], ["a", "b", "c", "d"], ["c", "d"]],
  ["what comes below where the oldest have left the history", ["a", "b", "c"], ["b", "c", "d"], ["d"]],
  ["all where nothing is left of what was", ["a", "b"], ["c", "d"], ["c", "d"]],
  ["nothing to a screen that was cleared", ["a", "b"], [], []],
  ["one more of the same", ["a", "a"], ["a", "a", "a"], ["a"]],
  ["what comes below several of the same", ["x", "a", "a"], ["a", "a", "b"], ["b"]],
  ["empty lines too", ["a"], ["a", "", "", "b"], ["", "", "b"]],
])("added is %s", (_, before, now, added) => {
  expect(addedTo(before, now)).toEqual(added)
})

test.each([
  ["the last line", ["a", "b", "10 %"], ["a", "b", "20 %"], ["20 %"]],
  ["a line and one comes below", ["a", "b", "10 %"], ["a", "b", "20 %", "c"], ["20 %", "c"]],
])("a program that writes %s anew has not said the others again", (_, before, now, added) => {
  expect(addedTo(before, now)).toEqual(added)
})

test("lines that are taken back have not been said again", () => {
  expect(addedTo(["a", "b", "menu"], ["a", "b"])).toEqual([])
})

test("looks at a moving window hear every line once, if it moves less than its size", () => {
  const size = 50
  for (const step of [1, 2, 7, 49, 50]) {
    const heard: Array<string> = []
    let before: ReadonlyArray<string> = []
    for (let last = step; last <= 500; last += step) {
      const now = linesFrom(Math.max(1, last - size + 1), last)
      heard.push(...addedTo(before, now))
      before = now
    }
    expect(heard).toEqual(linesFrom(1, heard.length))
    expect(heard.length).toBe(500 - (500 % step))
  }
})
