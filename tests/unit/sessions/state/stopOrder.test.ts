import { expect, test } from "bun:test"
import { statSync, writeFileSync } from "node:fs"

import { pathOf } from "../../../../src/sessions/state/files.ts"
import { giveStopOrder, stopOrderIn } from "../../../../src/sessions/state/stopOrder.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

test("an order is read as it was given, the last one counts, and it is its owner's business", () => {
  const directory = freshDirectory()
  expect(stopOrderIn(directory)).toBeUndefined()
  for (const graceSeconds of [5, 0, 0.5]) {
    giveStopOrder(directory, { graceSeconds })
    expect(stopOrderIn(directory)).toMatchObject({ graceSeconds })
  }
  expect(statSync(pathOf(directory, "stop.json")).mode & 0o777).toBe(0o600)
})

test.each(["", "{", "null", "[]", "5", "{}", '{"graceSeconds":"5"}', '{"version":2,"graceSeconds":5}'])(
  "%j is no order",
  (damaged) => {
    const directory = freshDirectory()
    writeFileSync(pathOf(directory, "stop.json"), damaged)
    expect(stopOrderIn(directory)).toBeUndefined()
  },
)
