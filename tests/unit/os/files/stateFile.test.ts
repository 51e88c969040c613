import { describe, expect, test } from "bun:test"
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import { recordState, reserveState } from "../../../../src/os/files/stateFile.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
const freshPath = () => join(freshDirectory(), "state.json")

const stateIn = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"))

describe("a state file", () => {
  test("has room first, and no state", () => {
    const path = freshPath()
    reserveState(path)
    expect(statSync(path).size).toBeGreaterThanOrEqual(2048)
    expect(() => stateIn(path)).toThrow()
  })

  test("is its owner's alone, first and later", () => {
    const path = freshPath()
    const umask = process.umask(0)
    try {
      reserveState(path)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      recordState(path, {})
      expect(statSync(path).mode & 0o777).toBe(0o600)
    } finally {
      process.umask(umask)
    }
  })

  test("has the last state after any others, and keeps its room", () => {
    const anyState = FastCheck.dictionary(FastCheck.string({ unit: "grapheme" }), FastCheck.jsonValue())
    FastCheck.assert(
      FastCheck.property(FastCheck.array(anyState, { minLength: 1, maxLength: 4 }), (states) => {
        const path = freshPath()
        reserveState(path)
        for (const state of states) {
          expect(recordState(path, state)).toBe(true)
          expect(stateIn(path)).toEqual(JSON.parse(JSON.stringify(state)))
          expect(statSync(path).size).toBeGreaterThanOrEqual(2048)
        }
        expect(readdirSync(join(path, "..")).length).toBe(1)
      }),
      { numRuns: 100 },
    )
  })

  test("may grow beyond its room, and shrink again", () => {
    const path = freshPath()
    reserveState(path)
    for (const length of [10_000, 10]) {
      expect(recordState(path, { long: "é".repeat(length) })).toBe(true)
      expect(stateIn(path)).toEqual({ long: "é".repeat(length) })
    }
  })

  test("is made where there was none", () => {
    const path = freshPath()
    expect(recordState(path, { a: 1 })).toBe(true)
    expect(stateIn(path)).toEqual({ a: 1 })
  })

  test("that cannot be written gives false, and throws nothing", () => {
    const directory = freshDirectory()
    const path = join(directory, "state.json")
    reserveState(path)
    rmSync(directory, { recursive: true })
    expect(recordState(path, { a: 1 })).toBe(false)
    expect(existsSync(path)).toBe(false)
  })

  test("is written over where no other file can be made beside it, as on a full disk", () => {
    // A name that is as long as a name may be has no room for another one's ending.
    const path = join(freshDirectory(), "s".repeat(250))
    writeFileSync(path, "x".repeat(9000))
    for (const state of [{ a: 1 }, { a: "é".repeat(3000) }, {}]) {
      expect(recordState(path, state)).toBe(true)
      expect(stateIn(path)).toEqual(state)
    }
    expect(readdirSync(join(path, "..")).length).toBe(1)
  })
})
