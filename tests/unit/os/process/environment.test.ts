import { describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import {
  adoptEnvironment,
  type Environment,
  fromBytes,
  only,
  ownEnvironment,
  readEnvironment,
  toBytes,
  without,
} from "../../../../src/os/process/environment.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

/** The values of variables: anything but a zero byte. */
const anyValue = FastCheck.string({
  unit: FastCheck.oneof(FastCheck.constantFrom("=", "\n", " ", "'", "é", "🙂", "\x1b", "$"), FastCheck.string()),
}).map((text) => text.replaceAll("\0", ""))
const anyName = FastCheck.oneof(
  FastCheck.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/),
  FastCheck.constantFrom("1", "a b", "é", "a.b", "BASH_FUNC_f%%", "__proto__", "constructor"),
)
const anyEnvironment: FastCheck.Arbitrary<Environment> = FastCheck.array(FastCheck.tuple(anyName, anyValue)).map(
  (pairs) => Object.fromEntries(pairs),
)

const sorted = (environment: Environment) =>
  Object.entries(environment).toSorted(([one], [other]) => (one < other ? -1 : 1))

describe("an environment as bytes", () => {
  test("is read as it was written", () => {
    FastCheck.assert(
      FastCheck.property(anyEnvironment, (environment) => {
        expect(sorted(fromBytes(toBytes(environment)))).toEqual(sorted(environment))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  test("is what the kernel keeps", () => {
    expect(Buffer.from(toBytes({ A: "b=c", E: "", L: "1\n2" })).toString()).toBe("A=b=c\0E=\0L=1\n2\0")
    expect(toBytes({})).toHaveLength(0)
  })

  test.each<[string, Environment]>([
    ["A=b=c\0L=1\n2=3\0", { A: "b=c", L: "1\n2=3" }],
    ["A=1", { A: "1" }],
    ["A=\0", { A: "" }],
    ["", {}],
    ["\0\0", {}],
    ["no pair\0A=1\0", { A: "1" }],
    ["=C:=x\0A=1\0", { A: "1" }],
    ["A=1\0A=2\0", { A: "2" }],
  ])("%j is read as %j", (text, environment) => {
    expect(fromBytes(Buffer.from(text))).toEqual(environment)
  })

  test("is read from a file; one that is not there has none", () => {
    const directory = freshDirectory()
    const path = join(directory, "environment")
    expect(readEnvironment(path)).toBeUndefined()
    writeFileSync(path, toBytes({ A: "b=\nc" }))
    expect(readEnvironment(path)).toEqual({ A: "b=\nc" })
    expect(readEnvironment(directory)).toBeUndefined()
  })
})

describe("an environment", () => {
  test("is taken apart by names", () => {
    const environment = { A: "1", B: "2", LC_ALL: "C" }
    expect(without(environment, ["A", "X"])).toEqual({ B: "2", LC_ALL: "C" })
    expect(only(environment, (name) => name.startsWith("LC_"))).toEqual({ LC_ALL: "C" })
  })

  test("that is adopted is the process's own, and handed on to programs that it starts", () => {
    const before = ownEnvironment()
    try {
      const adopted = { PATH: before["PATH"] ?? "/usr/bin:/bin", OUTLIVE_UNIT: "a=b\nc" }
      adoptEnvironment(adopted)
      expect(ownEnvironment()).toEqual(adopted)
      const child = Bun.spawnSync(["/usr/bin/env", "-0"], { env: process.env })
      expect(fromBytes(child.stdout)["OUTLIVE_UNIT"]).toBe("a=b\nc")
    } finally {
      adoptEnvironment(before)
    }
    expect(ownEnvironment()).toEqual(before)
  })
})
