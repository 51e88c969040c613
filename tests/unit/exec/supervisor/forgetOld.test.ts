import { afterAll, beforeEach, expect, test } from "bun:test"
import { readdirSync } from "node:fs"

import { CommandsUnreadable } from "../../../../src/exec/state/record.ts"
import { forgetOld } from "../../../../src/exec/supervisor/forgetOld.ts"
import { keptFaults } from "../../../../src/faults.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
const before = process.env["OUTLIVE_HOME"]
beforeEach(() => {
  process.env["OUTLIVE_HOME"] = freshDirectory()
})
afterAll(() => {
  if (before === undefined) delete process.env["OUTLIVE_HOME"]
  else process.env["OUTLIVE_HOME"] = before
})

test("a defect while old commands are forgotten is kept", async () => {
  await forgetOld(() => {
    throw new TypeError("a defect")
  })
  expect(keptFaults().map(({ message }) => message)).toEqual(["TypeError: a defect"])
})

test("what the system refuses, and what cannot be used, is no defect", async () => {
  await forgetOld(() => void readdirSync("/no/such/directory"))
  await forgetOld(() => {
    throw new CommandsUnreadable({ path: "/x", code: "EACCES" })
  })
  expect(keptFaults()).toEqual([])
})
