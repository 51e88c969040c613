import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { Glob } from "bun"

const source = join(import.meta.dir, "../../../src")

// The linter refuses `Date.now` and `performance.now`, but cannot tell `new Date()` from `new Date(millis)`.
test("no module but os/clock.ts asks for the time by new Date()", () => {
  const files = [...new Glob("**/*.ts").scanSync({ cwd: source })]
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter((file) => /new Date\(\s*\)/.test(readFileSync(join(source, file), "utf8")))).toEqual([])
})
