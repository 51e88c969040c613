import { expect, test } from "bun:test"
import { closeSync, constants, openSync, readSync, statSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"

import { makeFifo } from "../../../../src/os/files/fifo.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

test("a pipe with a name carries what is written to it", () => {
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

test("it is a pipe, for its owner alone, whatever the umask is", () => {
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

test("where there is no directory, or there is something, it says so and changes nothing", () => {
  const directory = freshDirectory()
  expect(() => makeFifo(join(directory, "none", "pipe"))).toThrow("none/pipe")
  const file = join(directory, "file")
  writeFileSync(file, "text")
  expect(() => makeFifo(file)).toThrow(file)
  expect(statSync(file).isFile()).toBe(true)
  makeFifo(join(directory, "pipe"))
  expect(() => makeFifo(join(directory, "pipe"))).toThrow("pipe")
})
