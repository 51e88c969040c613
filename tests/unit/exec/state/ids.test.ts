import { describe, expect, test } from "bun:test"
import { existsSync, statSync } from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import { freshIds, isId, shortId } from "../../../../src/exec/state/ids.ts"
import { execHome, makeDirectory, readKept } from "../../../../src/exec/state/record.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

const take = (count: number): ReadonlyArray<string> => {
  const ids = freshIds(() => false)
  return Array.from({ length: count }, () => ids.next().value)
}

describe("a fresh id", () => {
  test("is two words in small letters, short enough to type", () => {
    for (let turn = 0; turn < 500; turn++) {
      const [id = ""] = take(1)
      expect(id).toMatch(/^[a-z]{2,10}-[a-z]{2,10}$/)
      expect(isId(id)).toBe(true)
    }
  })

  test("gets a number where its words are taken again and again, and stays an id", () => {
    const ids = take(2000)
    expect(ids.every(isId)).toBe(true)
    expect(ids.slice(64).every((id) => /-\d+$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBeGreaterThan(1900)
  })

  test("begins as no other does, as long as there is such a one", () => {
    const taken = new Set<string>()
    for (let turn = 0; turn < 200; turn++) {
      const [id = ""] = freshIds((beginning) => taken.has(beginning))
      expect(taken.has(id.slice(0, shortId))).toBe(false)
      taken.add(id.slice(0, shortId))
    }
    const [id = ""] = freshIds(() => true)
    expect(isId(id)).toBe(true)
  })

  test("is found however many are taken", () => {
    const taken = new Set<string>()
    for (let turn = 0; turn < 12_000; turn++) {
      let tries = 0
      for (const id of freshIds(() => false)) {
        expect(++tries).toBeLessThan(100)
        if (taken.has(id)) continue
        taken.add(id)
        break
      }
    }
    expect(taken.size).toBe(12_000)
    expect([...taken].every(isId)).toBe(true)
  })
})

describe("a word is no id", () => {
  test.each([
    ...["", ".", "..", "-", "--", "a", "a-", "-a", "a-b-", "a--b", "a-b-c", "a-b-1-2", "a-b-c-1", "1-2", "a1-b"],
    ...[
      "A-b",
      "a-B",
      "a_b",
      "a b",
      " a-b",
      "a-b ",
      "a-b\n",
      "\na-b",
      "a-b\0",
      "a-b/..",
      "../a-b",
      "a-b/",
      "/a-b",
      "./a-b",
    ],
    ...["a-b-1234567890", "a-b-1.5", "a-b--1", "a-b-x1", "é-b", "a–b", "а-b", "a-b\u200b", "__proto__", "a-b-０"],
  ])("%j", (word) => {
    expect(isId(word)).toBe(false)
    expect(readKept(word)).toBeUndefined()
  })
})

test("every id is one plain name in a directory", () => {
  const nearlyAnId = FastCheck.array(
    FastCheck.oneof(
      FastCheck.constantFrom("a-b", "red", "-", "/", ".", "..", "\n", "7", "\\", "\0"),
      FastCheck.string({ maxLength: 2 }),
    ),
    { maxLength: 5 },
  ).map((parts) => parts.join(""))
  FastCheck.assert(
    FastCheck.property(nearlyAnId, (word) => {
      if (isId(word)) expect(word).toMatch(/^[a-z0-9-]+$/)
    }),
    { numRuns: 3000 },
  )
})

test("makes a directory of its own for every command, for its owner alone", () => {
  const before = process.env["OUTLIVE_HOME"]
  process.env["OUTLIVE_HOME"] = join(freshDirectory(), "not there yet")
  try {
    const made = Array.from({ length: 300 }, makeDirectory)
    expect(new Set(made.map(({ id }) => id)).size).toBe(300)
    for (const { directory, id } of made) {
      expect(directory).toBe(join(execHome(), id))
      expect(existsSync(directory)).toBe(true)
    }
    expect(statSync(made[0]?.directory ?? "").mode & 0o777).toBe(0o700)
    expect(statSync(execHome()).mode & 0o777).toBe(0o700)
    // Nothing was asked for yet.
    expect(readKept(made[0]?.id ?? "")).toBeUndefined()
  } finally {
    if (before === undefined) delete process.env["OUTLIVE_HOME"]
    else process.env["OUTLIVE_HOME"] = before
  }
})
