import { afterAll, beforeEach, describe, expect, spyOn, test } from "bun:test"
import * as fs from "node:fs"
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { Glob } from "bun"

import { forgetExpired, listCommands, prunableCommands } from "../../../../src/exec/actions/store.ts"
import { settingsFrom } from "../../../../src/exec/start/settings.ts"
import {
  allKept,
  execHome,
  isReadable,
  type Kept,
  readKept,
  writeRequest,
  writeState,
} from "../../../../src/exec/state/record.ts"
import { identityOf } from "../../../../src/os/process/identity.ts"
import { DamagedRecord } from "../../../../src/record/damagedRecord.ts"
import { NewerFormat } from "../../../../src/record/newerFormat.ts"
import { keptStates, keptVersions, temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
const before = process.env["OUTLIVE_HOME"]
beforeEach(() => {
  process.env["OUTLIVE_HOME"] = freshDirectory()
})
afterAll(() => {
  if (before === undefined) delete process.env["OUTLIVE_HOME"]
  else process.env["OUTLIVE_HOME"] = before
})

const ended = {
  ...{ exitCode: 0, exitSignal: null, timedOut: false, killed: false, endedAt: 5000, knownAt: 5000, unseen: null },
} as const

/** A command that has ended long ago, as it is kept. */
const keep = (id: string): string => {
  const directory = join(execHome(), id)
  mkdirSync(directory, { recursive: true })
  writeRequest(directory, {
    ...{ id, command: "ls", words: ["/bin/sh", "-c", "ls"], directory: "/", pty: false, scope: null },
    ...{ startedAt: 1000, timeoutSeconds: 0, maxLogBytes: 1000 },
    notification: { through: null, ofEmptySuccess: false },
  })
  writeState(directory, {
    ...{ supervisor: { pid: process.pid, mark: "gone" }, command: { pid: process.pid, mark: "gone" } },
    ...{ background: true, stdin: false, applicationCursorKeys: false, end: ended, processesLeft: false, lostBytes: 0 },
  })
  return directory
}

const change = (path: string, changed: (record: Record<string, unknown>) => unknown): void =>
  writeFileSync(path, JSON.stringify(changed(JSON.parse(readFileSync(path, "utf8")))))

/** What a newer version may have made of a record. */
const asNewer = () => ({ version: 2, writer: "9.9.9", everything: "else" })

const kept = (id: string): Kept => {
  const found = readKept(id)
  if (found === undefined) throw new Error(`${id} is not kept`)
  return found
}

test.each(keptVersions)("everything that %s has kept is read, as of the first format", (version) => {
  const root = join(keptStates, version)
  const directories = [...new Glob("**/exec/*/request.json").scanSync({ cwd: root, dot: true })]
  expect(directories.length).toBeGreaterThan(5)
  for (const path of directories) {
    process.env["OUTLIVE_HOME"] = join(root, path, "../../..")
    const id = path.split("/").at(-2) ?? ""
    const wasWritten = readFileSync(join(root, path, "../state.json"), "utf8").trim() !== ""
    const found = readKept(id)
    expect([path, found !== undefined]).toEqual([path, wasWritten])
    if (found !== undefined)
      expect(found).toMatchObject({
        request: { id, version: 1, writer: version },
        state: { version: 1, writer: version },
      })
  }
})

describe("a command that is kept", () => {
  test("is read with unknown fields, which stay when its state is written again", () => {
    const directory = keep("red-fox")
    for (const file of ["request.json", "state.json"])
      change(join(directory, file), (record) => ({ ...record, later: [1] }))
    const { request, state } = kept("red-fox")
    expect(request).toMatchObject({ command: "ls", later: [1] })
    writeState(directory, { ...state, supervisor: identityOf(process.pid) })
    expect(kept("red-fox").state).toMatchObject({ supervisor: { pid: process.pid }, later: [1] })
  })

  test.each([["request.json"], ["state.json"]])("whose %s is damaged is refused, and hides no other", (file) => {
    const directory = keep("red-fox")
    keep("old-owl")
    for (const damaged of ["\0{", "{", "null", "[]", "{}", '{"command":1}']) {
      writeFileSync(join(directory, file), damaged)
      expect(() => readKept("red-fox")).toThrow(DamagedRecord)
      expect(allKept().filter(isReadable)).toMatchObject([{ request: { id: "old-owl" } }])
      expect(allKept().filter((each) => !isReadable(each))).toMatchObject([
        { id: "red-fox", why: { source: join(directory, file) } },
      ])
    }
  })

  test("is none until its state is recorded", () => {
    const directory = keep("red-fox")
    for (const unwritten of ["", "   ", "\0\0"]) {
      writeFileSync(join(directory, "state.json"), unwritten)
      expect(readKept("red-fox")).toBeUndefined()
      writeFileSync(join(directory, "request.json"), '{"command":"half of a long comm')
      expect(allKept()).toEqual([])
    }
  })

  test("with a state and no request is damaged", () => {
    const directory = keep("red-fox")
    rmSync(join(directory, "request.json"))
    expect(allKept()).toMatchObject([{ id: "red-fox", why: { fault: "missing" } }])
    writeFileSync(join(directory, "request.json"), " ")
    expect(allKept()).toMatchObject([{ id: "red-fox", why: { fault: "empty" } }])
  })

  test("is whole where its start writes both records while they are read", () => {
    keep("red-fox")
    // The request, at the first look.
    const reading = spyOn(fs, "readFileSync").mockImplementationOnce(() => {
      throw Object.assign(new Error("not there yet"), { code: "ENOENT" })
    })
    try {
      expect(kept("red-fox").request.command).toBe("ls")
    } finally {
      reading.mockRestore()
    }
  })
})

describe.each([["request.json"], ["state.json"]])("a command of which a newer version has written the %s", (file) => {
  const settings = settingsFrom({}, { exec: {}, elevated: { enabled: false } })
  const keepNewer = (): void => {
    const directory = keep("red-fox")
    change(join(directory, file), asNewer)
  }

  test("is refused with the file and both versions", () => {
    keepNewer()
    let thrown: unknown
    try {
      readKept("red-fox")
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(NewerFormat)
    expect(thrown).toMatchObject({ source: join(execHome(), "red-fox", file), format: 2, writer: "9.9.9", known: 1 })
  })

  test("is listed with the others, and without a scope only", async () => {
    keepNewer()
    keep("old-owl")
    const forever = { ...settings, keepMillis: Number.POSITIVE_INFINITY }
    const listed = await listCommands(undefined, forever)
    expect(listed.commands.map(({ request }) => request.id)).toEqual(["old-owl"])
    expect(listed.unusable).toMatchObject([{ id: "red-fox", why: { writer: "9.9.9", format: 2 } }])
    expect(await listCommands("mine", forever)).toEqual({ commands: [], unusable: [] })
  })

  test("is neither forgotten nor pruned at any age", () => {
    keepNewer()
    keep("old-owl")
    expect(prunableCommands(0).map(({ id }) => id)).toEqual(["old-owl"])
    forgetExpired(settings)
    expect(allKept()).toMatchObject([{ _tag: "KeptUnusable", id: "red-fox" }])
  })
})

test("what a power cut has left of a start is removed as a draft, if the state is only zero bytes", () => {
  const settings = settingsFrom({}, { exec: {}, elevated: { enabled: false } })
  for (const [id, left] of [
    ["red-fox", "\0\0\0"],
    ["old-owl", "\0{"],
  ] as const) {
    const directory = keep(id)
    writeFileSync(join(directory, "state.json"), left)
    utimesSync(directory, 1, 1)
  }
  forgetExpired(settings)
  expect(readdirSync(execHome())).toEqual(["old-owl"])
})
