import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import {
  faultsPath,
  keptFaults,
  moveFullAway,
  programName,
  prunableFaults,
  recordFault,
  removeFaults,
} from "../../src/faults.ts"

let home: string
let before: string | undefined

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "outlive-faults-"))
  before = process.env["OUTLIVE_HOME"]
  process.env["OUTLIVE_HOME"] = home
})

afterEach(() => {
  if (before === undefined) delete process.env["OUTLIVE_HOME"]
  else process.env["OUTLIVE_HOME"] = before
  rmSync(home, { recursive: true })
})

describe("the name of a program is", () => {
  test.each<[ReadonlyArray<string>, string]>([
    [["exec-supervisor"], "exec-supervisor"],
    [["process", "write", "calm-reef", "secret"], "process write calm-reef"],
    [["exec", "--env", "TOKEN=secret", "--", "true"], "exec"],
    [["exec", "echo secret"], "exec"],
    [["session-host", "/home/user/state"], "session-host"],
    [["monitor", "claude-fix", "/tmp/task"], "monitor claude-fix"],
    [["exec", "TOKEN=secret"], "exec"],
    [["exec", "hunter2"], "exec"],
    [["exec", "login", "secret"], "exec"],
    [["session", "send", "web", "secret"], "session send web"],
    [["resume", "demo", "secret"], "resume demo"],
    [["exec-supervisor", "calm-reef"], "exec-supervisor calm-reef"],
    [["--version"], ""],
    [[], ""],
  ])("of %p: %p", (words, name) => expect(programName("/usr/bin/outlive", words)).toBe(name))

  test.each<[string, ReadonlyArray<string>, string]>([
    ["/opt/monitor.sh", ["claude-fix", "/tmp/task"], "monitor claude-fix"],
    ["wrapper", [], "wrapper"],
  ])("of the link %p with %p: %p", (link, words, name) => expect(programName(link, words)).toBe(name))
})

describe("defects", () => {
  test("are kept in their order, with what was thrown", () => {
    recordFault(new TypeError("one\nwith two lines"))
    recordFault("no error at all")
    expect(keptFaults().map(({ message }) => message)).toEqual(["TypeError: one\nwith two lines", "no error at all"])
    expect(keptFaults()[0]?.stack).toContain("faults.test.ts")
    expect(keptFaults()[0]?.pid).toBe(process.pid)
  })

  test("take no more room than two files of 64 KiB and an entry each, the newest of them", () => {
    for (let number = 0; number < 100; number++) recordFault(new Error(`${number} ${"x".repeat(10_000)}`))
    const sizes = [faultsPath(), `${faultsPath()}.1`].map((path) => statSync(path).size)
    for (const size of sizes) expect(size).toBeLessThan(64 * 1024 + 20_000)
    expect(keptFaults().at(-1)?.message).toStartWith("Error: 99 ")
    expect(keptFaults().length).toBeLessThan(50)
  })

  test("are not lost where two programs find the file full at once", () => {
    for (let number = 0; number < 7; number++) recordFault(new Error(`${number} ${"x".repeat(10_000)}`))
    const full = keptFaults().length
    while (statSync(faultsPath()).size < 64 * 1024) recordFault(new Error("x".repeat(3000)))
    const all = keptFaults().length
    moveFullAway()
    moveFullAway()
    recordFault(new Error("of the first program"))
    moveFullAway()
    recordFault(new Error("of the second program"))
    expect(all).toBeGreaterThan(full)
    expect(keptFaults().length).toBe(all + 2)
    expect(keptFaults().at(-2)?.message).toBe("Error: of the first program")
    expect(readdirSync(home).toSorted()).toEqual(["faults.log", "faults.log.1"])
  })

  test("that were not written whole are left out", () => {
    recordFault(new Error("whole"))
    appendFileSync(faultsPath(), '{"at":"2026-')
    expect(keptFaults().map(({ message }) => message)).toEqual(["Error: whole"])
  })

  test("that cannot be written down are no further defect", () => {
    process.env["OUTLIVE_HOME"] = "/dev/null/home"
    recordFault(new Error("lost"))
    expect(keptFaults()).toEqual([])
  })

  test("are pruned with the file whose last one is old enough", () => {
    for (let number = 0; number < 20; number++) recordFault(new Error("x".repeat(10_000)))
    const older = `${faultsPath()}.1`
    utimesSync(older, 1000, 1000)
    expect(prunableFaults(3600)).toEqual([{ path: older, endedAt: "1970-01-01T00:16:40.000Z" }])
    for (const file of prunableFaults(3600)) removeFaults(file)
    expect(existsSync(older)).toBe(false)
    expect(readFileSync(faultsPath(), "utf8")).not.toBe("")
  })
})
