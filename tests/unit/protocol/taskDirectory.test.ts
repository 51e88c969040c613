import { describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { makeFifo } from "../../../src/os/files/fifo.ts"
import * as TaskDirectory from "../../../src/protocol/taskDirectory.ts"
import { temporaryDirectories } from "../system.ts"

const freshDirectory = temporaryDirectories()

describe("a process id", () => {
  test.each([
    ["1", 1],
    ["42", 42],
    ["4194304", 4_194_304],
    ["9999999999", 9_999_999_999],
  ] as const)("is read from %p", (text, pid) => {
    expect(TaskDirectory.parsePid(text)).toEqual(Option.some(pid))
  })

  test.each(["", "0", "-1", "+1", "01", "1.0", "1e3", "0x1", "1 2", " 1", "1\n", "١", "12345678901", "NaN"])(
    "is not read from %p",
    (text) => {
      expect(TaskDirectory.parsePid(text)).toEqual(Option.none())
    },
  )
})

test("a moment is written in UTC and whole seconds", () => {
  expect(TaskDirectory.timestamp(0)).toBe("1970-01-01T00:00:00Z")
  expect(TaskDirectory.timestamp(1_709_251_199_999)).toBe("2024-02-29T23:59:59Z")
})

describe("a number of the task", () => {
  test("is written with a newline, for its owner only, and leaves nothing else behind", async () => {
    const directory = freshDirectory()
    await Effect.runPromise(TaskDirectory.writeNumber(directory, "exit_code", 143))
    expect(readdirSync(directory)).toEqual(["exit_code"])
    expect(readFileSync(join(directory, "exit_code"), "utf8")).toBe("143\n")
    expect(statSync(join(directory, "exit_code")).mode & 0o777).toBe(0o600)
  })

  test("replaces the old one", async () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, "pid"), "123456\n")
    await Effect.runPromise(TaskDirectory.writeNumber(directory, "pid", 7))
    expect(readFileSync(join(directory, "pid"), "utf8")).toBe("7\n")
  })

  test("that cannot be written leaves the old one and nothing else", async () => {
    const directory = freshDirectory()
    const inTheWay = join(directory, "pid")
    await Bun.write(join(inTheWay, "file"), "")
    const outcome = await Effect.runPromise(Effect.either(TaskDirectory.writeNumber(directory, "pid", 7)))
    expect(outcome._tag).toBe("Left")
    expect(readdirSync(directory)).toEqual(["pid"])
    expect(readdirSync(inTheWay)).toEqual(["file"])
  })
})

describe("a file of one line", () => {
  test.each([
    ["42\n", "42"],
    ["42", "42"],
    [" 42 \r\n", "42"],
    ["", ""],
    ["\n", ""],
  ])("with %p has the content %p", (content, line) => {
    const directory = freshDirectory()
    writeFileSync(join(directory, "pid"), content)
    expect(TaskDirectory.readLine(directory, "pid")).toBe(line)
  })

  test("that is not there has none", () => {
    expect(TaskDirectory.readLine(freshDirectory(), "pid")).toBeUndefined()
  })

  test("that may not be read is empty", () => {
    const directory = freshDirectory()
    writeFileSync(join(directory, "pid"), "42\n", { mode: 0o000 })
    // Root may read everything.
    expect(TaskDirectory.readLine(directory, "pid")).toBe(process.getuid?.() === 0 ? "42" : "")
  })
})

describe("what has a file's name and is none", () => {
  const inTheWay: ReadonlyArray<readonly [string, (path: string) => void]> = [
    ["a directory", mkdirSync],
    ["a FIFO", makeFifo],
    ["a link to a device", (path) => symlinkSync("/dev/null", path)],
    ["a link to nothing", (path) => symlinkSync(`${path}.nothing`, path)],
    ["a link to itself", (path) => symlinkSync(path, path)],
  ]

  test.each(inTheWay)("is no file of the task: %s", (_, make) => {
    const directory = freshDirectory()
    make(join(directory, "pid"))
    expect(TaskDirectory.has(directory, "pid")).toBe(false)
    expect(TaskDirectory.readLine(directory, "pid")).toBeUndefined()
    expect(TaskDirectory.writtenAt(directory, "pid")).toBeUndefined()
  })
})

test("a file is there until it is removed, and removing it again is no error", async () => {
  const directory = freshDirectory()
  writeFileSync(join(directory, "resume"), "")
  expect(TaskDirectory.has(directory, "resume")).toBe(true)
  await Effect.runPromise(TaskDirectory.remove(directory, "resume"))
  expect(TaskDirectory.has(directory, "resume")).toBe(false)
  await Effect.runPromise(TaskDirectory.remove(directory, "resume"))
})

test("a file was written when it was changed last, and never where it is not there", () => {
  const directory = freshDirectory()
  expect(TaskDirectory.writtenAt(directory, "output.log")).toBeUndefined()
  writeFileSync(join(directory, "output.log"), "")
  utimesSync(join(directory, "output.log"), 5, 1_000_000.25)
  expect(TaskDirectory.writtenAt(directory, "output.log")).toBe(1_000_000.25)
})
