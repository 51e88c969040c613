import { expect, test } from "bun:test"
import { closeSync, constants, openSync, readSync, statSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

import { makeFifo } from "../../../../src/os/files/fifo.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

test("a named pipe carries what is written to it", () => {
  const path = join(freshDirectory(), "pipe")
  makeFifo(path)
  const file = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  try {
    writeSync(file, "text")
    const buffer = Buffer.alloc(10)
    expect(buffer.toString("utf8", 0, readSync(file, buffer))).toBe("text")
  } finally {
    closeSync(file)
  }
})

test("it is a pipe for its owner alone, with any umask", () => {
  const path = join(freshDirectory(), "pipe")
  const umask = process.umask(0)
  try {
    makeFifo(path)
  } finally {
    process.umask(umask)
  }
  expect(statSync(path).isFIFO()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.each(["a b", "é🙂", "'\"$x\\", "-m", "a\nb"])("its name may be %j", (name) => {
  const path = join(freshDirectory(), name)
  makeFifo(path)
  expect(statSync(path).isFIFO()).toBe(true)
})

test("without a directory, or where a file exists, it says so and changes nothing", () => {
  const directory = freshDirectory()
  expect(() => makeFifo(join(directory, "none", "pipe"))).toThrow("none/pipe")
  const file = join(directory, "file")
  writeFileSync(file, "text")
  expect(() => makeFifo(file)).toThrow(file)
  expect(statSync(file).isFile()).toBe(true)
  makeFifo(join(directory, "pipe"))
  expect(() => makeFifo(join(directory, "pipe"))).toThrow("pipe")
})
