import { expect, test } from "bun:test"
import { utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { systemProcesses } from "../../../src/os/process/service.ts"
import { readRecordedProcess, type RecordedProcess } from "../../../src/protocol/recordedProcess.ts"
import { temporaryDirectories } from "../system.ts"

const freshDirectory = temporaryDirectories()

/** What a file `pid` with `content` says; `undefined` for no file. */
const recorded = (content: string | undefined, writtenAt?: Date): RecordedProcess => {
  const directory = freshDirectory()
  const path = join(directory, "pid")
  if (content !== undefined) writeFileSync(path, content)
  if (writtenAt !== undefined) utimesSync(path, writtenAt, writtenAt)
  return readRecordedProcess(systemProcesses, directory, "pid")
}

test("a process that is alive and older than its record is alive", () => {
  expect(recorded(`${process.pid}\n`)).toMatchObject({ _tag: "Alive", pid: process.pid })
})

test("a process that began long after its record is another one, which got the same number", () => {
  const text = String(process.pid)
  expect(recorded(`${text}\n`, new Date("2001-01-01"))).toEqual({ _tag: "Gone", text })
})

test("a process that was recognised stays so, wherever the clock is set", () => {
  const directory = freshDirectory()
  const path = join(directory, "pid")
  writeFileSync(path, `${process.pid}\n`)
  const first = readRecordedProcess(systemProcesses, directory, "pid")
  utimesSync(path, new Date("2001-01-01"), new Date("2001-01-01"))
  expect(readRecordedProcess(systemProcesses, directory, "pid", first)).toMatchObject({
    _tag: "Alive",
    pid: process.pid,
  })
  expect(readRecordedProcess(systemProcesses, directory, "pid")).toMatchObject({ _tag: "Gone" })
})

test("a process that has ended is gone", async () => {
  const ended = Bun.spawn(["true"])
  await ended.exited
  expect(recorded(`${ended.pid}\n`)).toEqual({ _tag: "Gone", text: String(ended.pid) })
})

test.each([
  ["0\n", "0"],
  ["-1\n", "-1"],
  ["abc\n", "abc"],
  ["  12x \n", "12x"],
  ["1\n2\n", "1 2"],
])("the content %p names no process that could be alive", (content, text) => {
  expect(recorded(content)).toEqual({ _tag: "Gone", text })
})

test.each(["", "\n", " \t\n"])("the content %p is blank", (content) => {
  expect(recorded(content)).toEqual({ _tag: "Blank" })
})

test("without a file there is no record", () => {
  expect(recorded(undefined)).toEqual({ _tag: "Unrecorded" })
})
