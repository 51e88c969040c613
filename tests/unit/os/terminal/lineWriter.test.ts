import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { closeSync, constants, openSync, readFileSync, readSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { makeLineWriter } from "../../../../src/os/terminal/lineWriter.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** What a test has opened. */
const opened: Array<number> = []
afterEach(() => {
  for (const descriptor of opened.splice(0)) closeSync(descriptor)
})
const open = (path: string, flags: number): number => {
  const descriptor = openSync(path, flags)
  opened.push(descriptor)
  return descriptor
}

/** Both ends of a pipe; neither blocks. */
const makePipe = () => {
  const path = join(freshDirectory(), "pipe")
  Bun.spawnSync(["mkfifo", path])
  const reading = open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writing = open(path, constants.O_WRONLY | constants.O_NONBLOCK)
  return { reading, writing }
}

/** All that the pipe has now. */
const drain = (descriptor: number): Buffer => {
  const chunk = Buffer.alloc(65_536)
  const chunks: Array<Buffer> = []
  try {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      chunks.push(Buffer.from(chunk.subarray(0, length)))
    }
  } catch {
    // Nothing more, for now.
  }
  return Buffer.concat(chunks)
}

/** Becomes true with `end`. */
const watch = (end: Promise<unknown>): { isOver: boolean } => {
  const watched = { isOver: false }
  void end.finally(() => {
    watched.isOver = true
  })
  return watched
}

/** All that the pipe has until `end` has come. */
const drainWhile = async (descriptor: number, end: Promise<unknown>): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  const watched = watch(end)
  while (!watched.isOver) {
    await Bun.sleep(1)
    chunks.push(drain(descriptor))
  }
  return Buffer.concat([...chunks, drain(descriptor)])
}

/** A pipe holds less than this. */
const many = Array.from({ length: 3000 }, (_, number) => `${number} ${"é".repeat(40)}`)

describe("lines", () => {
  test("come whole and in their order", async () => {
    const path = join(freshDirectory(), "output")
    writeFileSync(path, "")
    const writer = makeLineWriter(open(path, constants.O_WRONLY | constants.O_APPEND))
    for (const line of many) writer.line(line)
    await writer.flushed(20)
    expect(readFileSync(path, "utf8")).toBe(`${many.join("\n")}\n`)
  })

  test("wait for a slow reader, and their writer does not", async () => {
    const { reading, writing } = makePipe()
    const writer = makeLineWriter(writing)
    for (const line of many) writer.line(line)
    const flushed = writer.flushed(20)
    const watched = watch(flushed)
    const whole = Buffer.from(`${many.join("\n")}\n`)
    let read = Buffer.alloc(0)
    while (read.length < whole.length) {
      // No more than the pipe holds can be written and not read.
      expect(watched.isOver && read.length + 65_536 < whole.length).toBe(false)
      await Bun.sleep(1)
      read = Buffer.concat([read, drain(reading)])
    }
    await flushed
    expect(read.equals(whole)).toBe(true)
  })

  test("without a reader are not waited for beyond the time", async () => {
    const { reading, writing } = makePipe()
    const writer = makeLineWriter(writing)
    for (const line of many) writer.line(line)
    await writer.flushed(0.05)
    const isWaiting = drain(reading).length < Buffer.byteLength(many.join("\n"))
    expect(isWaiting).toBe(true)
    // It is not to write into what the next test opens.
    await drainWhile(reading, writer.flushed(20))
  })

  test("into a pipe whose reader is gone go nowhere, and nothing breaks", async () => {
    const { reading, writing } = makePipe()
    opened.splice(opened.indexOf(reading), 1)
    closeSync(reading)
    const writer = makeLineWriter(writing)
    writer.line("a")
    await writer.flushed(20)
    writer.line("b")
    await writer.flushed(20)
  })

  test("into a descriptor that is closed go nowhere either", async () => {
    const { writing } = makePipe()
    opened.splice(opened.indexOf(writing), 1)
    closeSync(writing)
    const writer = makeLineWriter(writing)
    writer.line("a")
    await writer.flushed(20)
  })

  test("are flushed at once when there are none", async () => {
    await makeLineWriter(makePipe().writing).flushed(20)
  })
})
