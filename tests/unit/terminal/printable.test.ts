import { expect, test } from "bun:test"

import { printable } from "../../../src/terminal/printable.ts"

test.each([
  ["plain é 🙂", "plain é 🙂"],
  ["\x1b[31mred\x1b[0m", "red"],
  ["\x1b]0;title\x07after", "after"],
  ["a\x00b\x07c", "abc"],
])("of %j is shown %j", (text, shown) => {
  expect(printable(text)).toBe(shown)
})
