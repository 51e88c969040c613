import { describe, expect, test } from "bun:test"
import { symlinkSync, utimesSync, writeFileSync } from "node:fs"
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

/** A machine where process 7 is alive, and began long after any record. The values of TASK_TMPDIR may be names of places. */
const machine = (
  of: {
    readonly variables?: Readonly<Record<number, string>>
    readonly words?: Readonly<Record<number, ReadonlyArray<string>>>
  },
  places: Readonly<Record<string, string>>,
): Parameters<typeof readRecordedProcess>[0] => {
  const variables = Object.entries(of.variables ?? {}).map(
    ([pid, value]) => [places[value] ?? value, [Number(pid)]] as const,
  )
  return {
    isAlive: (pid) => pid === 7,
    inspect: () => ({ startMark: "1", parent: 6, startedAt: 2e9, group: 7, terminal: "0", foregroundGroup: 7 }),
    tagged: (name) => new Map(name === "TASK_TMPDIR" ? variables : []),
    wordsOf: (pid) => (of.words?.[pid] ?? []).map((word) => places[word] ?? word),
  }
}

describe("a process that seems to have begun after its record", () => {
  test.each([
    ["has the task's variable", "pid", { variables: { 7: "task" } }, "Alive"],
    ["has it by another path", "pid", { variables: { 7: "link" } }, "Alive"],
    ["has another task's variable", "pid", { variables: { 7: "other" }, words: { 7: ["claude"] } }, "Gone"],
    ["has a relative path as variable", "pid", { variables: { 7: "." } }, "Gone"],
    ["has a variable that names nothing", "pid", { variables: { 7: "/nowhere" } }, "Gone"],
    ["is a claude of no task", "pid", { words: { 7: ["claude"], 6: ["bash", "/s/wrapper.sh"] } }, "Gone"],
    [
      "has cleared its environment, and is a script wrapper's child",
      "pid",
      { variables: { 6: "task" }, words: { 6: ["bash", "/s/wrapper.sh"] } },
      "Alive",
    ],
    [
      "has cleared its environment, and is a binary wrapper's child",
      "pid",
      { variables: { 6: "task" }, words: { 6: ["/bin/outlive", "wrapper"] } },
      "Alive",
    ],
    [
      "is the child of another task's wrapper",
      "pid",
      { variables: { 6: "other" }, words: { 6: ["bash", "/s/wrapper.sh"] } },
      "Gone",
    ],
    [
      "is a command without the variable in the pane's shell",
      "pid",
      { variables: { 6: "task" }, words: { 6: ["bash", "-i"] } },
      "Gone",
    ],
    ["is the script's monitor", "monitor.pid", { words: { 7: ["bash", "/s/monitor.sh", "s", "task"] } }, "Alive"],
    ["is the binary's monitor", "monitor.pid", { words: { 7: ["outlive", "monitor", "s", "link"] } }, "Alive"],
    ["is another task's monitor", "monitor.pid", { words: { 7: ["outlive", "monitor", "s", "other"] } }, "Gone"],
    ["is an editor of the task", "monitor.pid", { words: { 7: ["vi", "task"] } }, "Gone"],
    ["has the task's variable, but is no monitor", "monitor.pid", { variables: { 7: "task" } }, "Gone"],
  ] as const)("%s", (_, file, of, expected) => {
    const task = freshDirectory()
    const link = join(freshDirectory(), "link")
    symlinkSync(task, link)
    writeFileSync(join(task, file), "7\n")
    utimesSync(join(task, file), new Date("2001-01-01"), new Date("2001-01-01"))
    const places = { task, link, other: freshDirectory() }
    expect(readRecordedProcess(machine(of, places), task, file)._tag).toBe(expected)
  })
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
