import { expect, setDefaultTimeout, test } from "bun:test"
import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import { beginAppending, followLines, makeLineReader, readLines } from "../../../../src/os/files/lineReader.ts"
import { busyMachineMillis, temporaryDirectories } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()
const freshPath = () => join(freshDirectory(), "events.jsonl")

/** A reader, and the lines that it has heard. */
const reading = (path: string, from = 0) => {
  const heard: Array<string> = []
  return { heard, reader: makeLineReader(path, from, (line) => heard.push(line)) }
}

const linesIn = (path: string): ReadonlyArray<string> => {
  const heard: Array<string> = []
  readLines(path, (line) => heard.push(line))
  return heard
}

/** The lines of a text; a last one that is not ended counts, an empty rest does not. */
const linesOf = (text: string): ReadonlyArray<string> => {
  const lines = text.split("\n")
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines
}

/** Bytes in pieces, cut anywhere, also within a letter. */
const pieces = FastCheck.array(
  FastCheck.string({ unit: FastCheck.constantFrom("a", "é", "🙂", "\r", " ", "\n", "\n") }).map((text) =>
    Buffer.from(text),
  ),
  { maxLength: 8 },
).chain((texts) => {
  const whole = Buffer.concat(texts)
  return FastCheck.array(FastCheck.nat(whole.length), { maxLength: 6 }).map((cuts) => {
    const ends = [...cuts.toSorted((one, other) => one - other), whole.length]
    return ends.map((end, index) => whole.subarray(index === 0 ? 0 : ends[index - 1], end))
  })
})

test("the lines are the same however the file was written, and each comes once it is whole", () => {
  const path = freshPath()
  FastCheck.assert(
    FastCheck.property(pieces, (chunks) => {
      writeFileSync(path, "")
      const { heard, reader } = reading(path)
      for (const [index, chunk] of chunks.entries()) {
        appendFileSync(path, chunk)
        reader.catchUp()
        const written = Buffer.concat(chunks.slice(0, index + 1))
        expect(heard).toEqual(written.toString().split("\n").slice(0, heard.length))
        expect(heard.length).toBe(written.filter((byte) => byte === 10).length)
      }
      reader.end()
      const whole = Buffer.concat([...chunks]).toString()
      expect(heard).toEqual([...linesOf(whole)])
      expect(linesIn(path)).toEqual(linesOf(whole))
    }),
    { numRuns: 200, seed: 1 },
  )
})

test("lines that are longer than what is read at once are whole", () => {
  const path = freshPath()
  const long = ["a", "b"].map((letter) => letter.repeat(200_000))
  writeFileSync(path, `${long.join("\n")}\n\nc\n`)
  expect(linesIn(path)).toEqual([...long, "", "c"])
})

test("a line that was torn comes at the end, once", () => {
  const path = freshPath()
  writeFileSync(path, '{"whole":1}\n{"to')
  const { heard, reader } = reading(path)
  reader.catchUp()
  expect(heard).toEqual(['{"whole":1}'])
  reader.end()
  reader.end()
  expect(heard).toEqual(['{"whole":1}', '{"to'])
})

test("a file that is not there has no lines, and is read once it is", () => {
  const path = freshPath()
  const { heard, reader } = reading(path)
  reader.catchUp()
  expect(heard).toEqual([])
  writeFileSync(path, "a\n")
  reader.catchUp()
  expect(heard).toEqual(["a"])
  reader.end()
  expect(linesIn(freshPath())).toEqual([])
})

test("what was there before is left out", () => {
  const path = freshPath()
  writeFileSync(path, "old\n")
  const { heard, reader } = reading(path, beginAppending(path))
  appendFileSync(path, "new\n")
  reader.end()
  expect(heard).toEqual(["new"])
})

test("bytes that are not UTF-8 do no harm to the rest", () => {
  const path = freshPath()
  writeFileSync(path, Buffer.from([0xff, 0x0a, 0x61, 0x0a]))
  expect(linesIn(path)).toEqual(["\uFFFD", "a"])
})

test("a follower hears lines as they are written, and none after the end", async () => {
  const path = freshPath()
  writeFileSync(path, "a\n")
  const heard: Array<string> = []
  const next = Promise.withResolvers<void>()
  const reader = followLines(path, 0, (line) => {
    heard.push(line)
    if (heard.length === 2) next.resolve()
  })
  appendFileSync(path, "b\n")
  await next.promise
  expect(heard).toEqual(["a", "b"])
  appendFileSync(path, "torn")
  reader.end()
  expect(heard).toEqual(["a", "b", "torn"])
})

test.each([
  ["", ""],
  ["a\n", "a\n"],
  ["a", "a\n"],
  ["a\n\n", "a\n\n"],
  ["é\nbé", "é\nbé\n"],
])("before more is appended to %j it is %j", (before, after) => {
  const path = freshPath()
  writeFileSync(path, before)
  expect(beginAppending(path)).toBe(Buffer.byteLength(after))
  expect(readFileSync(path, "utf8")).toBe(after)
})

test("a file to append to is made for this user alone", () => {
  const path = freshPath()
  expect(beginAppending(path)).toBe(0)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})
