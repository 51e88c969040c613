import { describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { takeOwned } from "../../../../src/exec/state/ownedFile.ts"
import { ownSupervision, takeSupervision, unreadableOwner } from "../../../../src/exec/state/supervisorOwner.ts"
import { formatIdentity, formatIdentityName, identityOf } from "../../../../src/os/process/identity.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

const own = identityOf(process.pid)
const ownName = `supervisor.${formatIdentityName(own)}`
const contentIn = (directory: string): string => readFileSync(join(directory, ownName), "utf8")

/** A command that is supervised by the process of `identity`, with `note` in the file. */
const supervisedBy = (identity: { readonly pid: number; readonly mark: string }, note: string): string => {
  const directory = freshDirectory()
  writeFileSync(join(directory, `supervisor.${formatIdentityName(identity)}`), note)
  return directory
}

const gone = { pid: process.pid, mark: "another-boot:1" }

test("a new command is this process's, which the name tells, and the content with its place", () => {
  const directory = freshDirectory()
  ownSupervision(directory)
  expect(readdirSync(directory)).toEqual([ownName])
  expect(contentIn(directory)).toBe(formatIdentity(own))
  expect(statSync(join(directory, ownName)).mode & 0o777).toBe(0o600)
})

describe("a command", () => {
  test("of a supervisor that is there is not taken", () => {
    const directory = freshDirectory()
    ownSupervision(directory)
    expect(takeSupervision(directory)).toBe(false)
  })

  test.each(["", "7 longer than any that follows, since it is of the owner before the last one ".repeat(5)])(
    "of a supervisor that is gone is taken, and has the place of its successor",
    (note) => {
      const directory = supervisedBy(gone, note)
      expect(takeSupervision(directory)).toBe(true)
      expect(readdirSync(directory)).toEqual([ownName])
      expect(contentIn(directory)).toBe(formatIdentity(own))
    },
  )

  test.skipIf(process.platform !== "linux")("of a supervisor on another host is not taken", () => {
    const far = { pid: 7, mark: "11111111-2222-3333-4444-555555555555:5" }
    const place = "4026531836/4026531838/no-machine-here/far"
    expect(takeSupervision(supervisedBy(far, formatIdentity({ ...far, place })))).toBe(false)
  })

  test.each(["supervisor.", "supervisor.later", "supervisor.x.y"])(
    "of a supervisor that %j names is not taken",
    (name) => {
      const directory = freshDirectory()
      writeFileSync(join(directory, name), "")
      expect(takeSupervision(directory)).toBe(false)
      expect(readdirSync(directory)).toEqual([name])
      expect(unreadableOwner(directory)).toMatchObject({ unreadable: join(directory, name) })
    },
  )

  test("has its successor's place before the name says that it is taken", () => {
    const directory = supervisedBy(gone, "")
    const [present = ""] = readdirSync(directory)
    // The rename fails.
    mkdirSync(join(directory, ownName, "x"), { recursive: true })
    expect(() => takeOwned(directory, present, "supervisor")).toThrow()
    expect(readFileSync(join(directory, present), "utf8")).toBe(formatIdentity(own))
  })

  test("that has none, or that was removed, is not taken", () => {
    expect(takeSupervision(freshDirectory())).toBe(false)
    expect(takeSupervision(join(freshDirectory(), "gone"))).toBe(false)
  })
})
