import { expect, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import { openRotatingFile, previousOf } from "../../../../src/os/files/rotatingFile.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
const freshPath = () => join(freshDirectory(), "output.log")

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, "latin1") : "")

/** What is kept, the oldest first. */
const kept = (path: string): string => contentOf(previousOf(path)) + contentOf(path)

const mostBytes = 40
const longestLine = 12
const longestChunk = 60

/** Numbered lines, in pieces that are cut anywhere. */
const chunks = FastCheck.tuple(
  FastCheck.array(FastCheck.nat(longestLine - 5), { maxLength: 80 }),
  FastCheck.array(FastCheck.integer({ min: 1, max: longestChunk }), { minLength: 1, maxLength: 10 }),
).map(([lengths, cuts]) => {
  const text = lengths.map((length, index) => `${index}:${"x".repeat(length)}\n`).join("")
  const pieces: Array<string> = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = cuts[turn % cuts.length] ?? 1
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
})

test("the newest bytes are kept, without a gap, and as many as promised", () => {
  FastCheck.assert(
    FastCheck.property(chunks, (pieces) => {
      const path = freshPath()
      const file = openRotatingFile(path, mostBytes)
      let written = ""
      for (const piece of pieces) {
        file.append(Buffer.from(piece, "latin1"))
        written += piece
        const now = kept(path)
        expect(written.endsWith(now)).toBe(true)
        expect(now.length).toBeGreaterThanOrEqual(Math.min(written.length, mostBytes))
        expect(now.length).toBeLessThan(2 * (mostBytes + longestLine + longestChunk))
        const previous = contentOf(previousOf(path))
        expect(previous === "" || previous.endsWith("\n")).toBe(true)
      }
      file.close()
    }),
    { numRuns: 200, seed: 1 },
  )
})

test("a file that was there goes on, with its size", () => {
  const path = freshPath()
  writeFileSync(path, "a".repeat(30))
  const file = openRotatingFile(path, mostBytes)
  file.append(Buffer.from("b".repeat(12) + "\nc"))
  file.close()
  expect(contentOf(previousOf(path))).toBe(`${"a".repeat(30)}${"b".repeat(12)}\n`)
  expect(contentOf(path)).toBe("c")
})

test("a line is never torn, however long it is", () => {
  const path = freshPath()
  const file = openRotatingFile(path, mostBytes)
  for (let count = 0; count < 10; count++) file.append(Buffer.from("x".repeat(30)))
  expect(contentOf(path)).toBe("x".repeat(300))
  file.append(Buffer.from("\n"))
  file.append(Buffer.from("next"))
  file.close()
  expect(contentOf(previousOf(path))).toBe(`${"x".repeat(300)}\n`)
  expect(contentOf(path)).toBe("next")
})

test("its owner alone may read it", () => {
  const path = freshPath()
  const umask = process.umask(0)
  try {
    const file = openRotatingFile(path, mostBytes)
    file.append(Buffer.from(`${"x".repeat(50)}\ny`))
    file.close()
  } finally {
    process.umask(umask)
  }
  for (const each of [path, previousOf(path)]) expect(statSync(each).mode & 0o777).toBe(0o600)
})

test("a failure to write throws nothing, and the next call tries again", () => {
  const directory = join(freshDirectory(), "later")
  const path = join(directory, "output.log")
  const file = openRotatingFile(path, mostBytes)
  file.append(Buffer.from("lost\n"))
  file.append(Buffer.from(`${"lost".repeat(30)}\n`))
  mkdirSync(directory)
  file.append(Buffer.from("kept\n"))
  expect(contentOf(path)).toBe("kept\n")
  file.close()
  file.append(Buffer.from("also\n"))
  file.close()
  expect(contentOf(path)).toBe("kept\nalso\n")
  rmSync(directory, { recursive: true })
  file.append(Buffer.from("gone\n"))
  file.close()
  file.close()
})
