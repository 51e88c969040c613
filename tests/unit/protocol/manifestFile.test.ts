import { afterEach, describe, expect, mock, setDefaultTimeout, spyOn, test } from "bun:test"
import * as fs from "node:fs"
import { chmodSync, linkSync, mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"

import * as Manifest from "../../../src/protocol/manifest.ts"
import * as ManifestFile from "../../../src/protocol/manifestFile.ts"
import { busyMachineMillis, temporaryDirectories } from "../system.ts"

setDefaultTimeout(busyMachineMillis)

const freshDirectory = temporaryDirectories()

/** The path of a manifest with this content, or of none. */
const manifestWith = (content?: string): string => {
  const path = join(freshDirectory(), "manifest")
  if (content !== undefined) writeFileSync(path, content)
  return path
}

const run = Effect.runPromise

/** The real calls, even while a test has replaced them. */
const system = { ...fs }

afterEach(() => mock.restore())

const contentOf = (path: string): string => readFileSync(path, "utf8")

describe("an update", () => {
  test("upserts the pairs and leaves nothing else behind", async () => {
    const path = manifestWith("a=1\n\nb=2")
    await run(
      ManifestFile.update(path, [
        ["a", "3"],
        ["c", "é"],
      ]),
    )
    expect(contentOf(path)).toBe("\nb=2\na=3\nc=é\n")
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })

  test("begins a manifest that is not there", async () => {
    const path = manifestWith()
    await run(ManifestFile.update(path, [["a", "1"]]))
    expect(contentOf(path)).toBe("a=1\n")
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })

  test("gives the manifest to its owner only, even if others could read it before", async () => {
    const path = manifestWith("a=1\n")
    chmodSync(path, 0o644)
    await run(ManifestFile.update(path, [["a", "2"]]))
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test("keeps bytes that are no UTF-8", async () => {
    const path = manifestWith()
    writeFileSync(path, Buffer.from("x=\xff\xfe\nb=1\n", "latin1"))
    await run(ManifestFile.update(path, [["b", "2"]]))
    expect(readFileSync(path)).toEqual(Buffer.from("x=\xff\xfe\nb=2\n", "latin1"))
  })

  test("replaces the file, so that a reader of the old one reads it whole", async () => {
    const path = manifestWith("a=1\n")
    const reader = join(freshDirectory(), "reader")
    linkSync(path, reader)
    await run(ManifestFile.update(path, [["a", "2"]]))
    expect(contentOf(reader)).toBe("a=1\n")
    expect(contentOf(path)).toBe("a=2\n")
  })

  test("loses nothing of others that are made at the same time", async () => {
    const path = manifestWith("task_name=t\n")
    const writers = ["a", "b", "c", "d"]
    await run(
      Effect.forEach(
        writers,
        (key) =>
          Effect.forEach([1, 2, 3], (round) =>
            ManifestFile.update(path, [
              [`${key}${round}`, key],
              [key, `${round}`],
            ]),
          ),
        { concurrency: "unbounded" },
      ),
    )
    const expected = [
      "task_name=t",
      ...writers.flatMap((key) => [`${key}=3`, `${key}1=${key}`, `${key}2=${key}`, `${key}3=${key}`]),
    ]
    expect(contentOf(path).trimEnd().split("\n").toSorted()).toEqual(expected.toSorted())
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })

  test("holds the lock while it writes", async () => {
    const path = manifestWith("a=1\n")
    let during: ReadonlyArray<string> = []
    spyOn(fs, "renameSync").mockImplementation((from, to) => {
      during = readdirSync(dirname(path))
      system.renameSync(from, to)
    })
    await run(ManifestFile.update(path, [["a", "2"]]))
    expect(during).toHaveLength(3)
    expect(during).toContain("manifest.lock")
    expect(during).toContainEqual(expect.stringMatching(/^manifest\..+\.tmp$/))
  })

  test("is made to what the manifest is once the lock is free", async () => {
    const path = manifestWith("a=1\n")
    mkdirSync(`${path}.lock`)
    await run(
      Effect.gen(function* () {
        const fiber = yield* Effect.fork(ManifestFile.update(path, [["a", "3"]]))
        const attempt = spyOn(fs, "mkdirSync")
        while (attempt.mock.calls.length === 0) yield* Effect.yieldNow()
        writeFileSync(path, "a=2\nb=2\n")
        rmdirSync(`${path}.lock`)
        yield* Fiber.join(fiber)
      }),
    )
    expect(contentOf(path)).toBe("b=2\na=3\n")
  })

  test("without pairs does nothing, not even where it could not", async () => {
    const path = manifestWith("a=1")
    const before = statSync(path)
    await run(ManifestFile.update(path, []))
    expect(statSync(path).ino).toBe(before.ino)
    await run(ManifestFile.update(join(dirname(path), "missing", "manifest"), []))
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })

  test("of a manifest that is to be spared changes nothing", async () => {
    const path = manifestWith("status=completed")
    const before = statSync(path)
    await run(
      ManifestFile.update(path, [["status", "abandoned"]], (text) => Manifest.valueOf(text, "status") === "completed"),
    )
    expect(contentOf(path)).toBe("status=completed")
    expect(statSync(path).ino).toBe(before.ino)
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })
})

describe("an update that cannot be made", () => {
  test.each([
    { pair: ["not a key", "1"], error: { key: "not a key", fault: "key" }, words: '"not a key" is no manifest key' },
    { pair: ["b", "two\nlines"], error: { key: "b", fault: "value" }, words: 'the value of "b" has a line break' },
  ] as const)("for $error.fault says so, and writes none of its pairs", async ({ error, pair, words }) => {
    const path = manifestWith("a=1\n")
    const refusal = await run(Effect.flip(ManifestFile.update(path, [["a", "2"], pair])))
    expect(refusal).toMatchObject({ _tag: "InvalidPair", ...error })
    expect(ManifestFile.describeWriteError(refusal)).toStartWith(words)
    expect(contentOf(path)).toBe("a=1\n")
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
  })

  test("where there is no directory is an error and makes none", async () => {
    const directory = join(freshDirectory(), "missing")
    const outcome = await run(Effect.either(ManifestFile.update(join(directory, "manifest"), [["a", "1"]])))
    expect(outcome).toMatchObject({
      _tag: "Left",
      left: { _tag: "FileError", path: join(directory, "manifest"), code: "ENOENT" },
    })
    expect(readdirSync(dirname(directory))).toEqual([])
  })

  test("where a directory is in its place leaves nothing behind", async () => {
    const path = manifestWith()
    mkdirSync(path)
    const outcome = await run(Effect.either(ManifestFile.update(path, [["a", "1"]])))
    expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "FileError", path, code: "EISDIR" } })
    expect(readdirSync(dirname(path))).toEqual(["manifest"])
    expect(readdirSync(path)).toEqual([])
  })

  test.each(["writeFileSync", "renameSync"] as const)(
    "for %s leaves the old manifest and nothing else",
    async (call) => {
      const path = manifestWith("a=1\n")
      spyOn(fs, call).mockImplementation((file: unknown) => {
        if (call === "writeFileSync") system.writeFileSync(String(file), "a")
        throw Object.assign(new Error("disk full"), { code: "ENOSPC" })
      })
      const outcome = await run(Effect.either(ManifestFile.update(path, [["a", "2"]])))
      expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "FileError", path, code: "ENOSPC" } })
      expect(contentOf(path)).toBe("a=1\n")
      expect(readdirSync(dirname(path))).toEqual(["manifest"])
    },
  )
})

describe("a manifest", () => {
  test("is read as it is", async () => {
    const path = manifestWith("a=1\n")
    expect(await run(ManifestFile.read(path))).toEqual(Option.some(Manifest.fromBytes(Buffer.from("a=1\n"))))
  })

  test("that is not there is none, and an error to a caller that needs it", async () => {
    const path = manifestWith()
    expect(await run(ManifestFile.read(path))).toEqual(Option.none())
    const outcome = await run(Effect.either(ManifestFile.readExisting(path)))
    expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "ManifestMissing", path } })
  })

  test("that cannot be read is an error", async () => {
    const path = manifestWith()
    mkdirSync(path)
    expect(await run(Effect.either(ManifestFile.read(path)))).toMatchObject({
      _tag: "Left",
      left: { _tag: "FileError", path, code: "EISDIR" },
    })
  })

  test("gives the value of a key, empty ones too", async () => {
    const text = Manifest.fromBytes(Buffer.from("a=\nb=2\n"))
    expect(await run(ManifestFile.requireKey("/m", text, "a"))).toBe("")
    expect(await run(ManifestFile.requireKey("/m", text, "b"))).toBe("2")
  })

  test("without a key is an error that names both", async () => {
    const outcome = await run(Effect.either(ManifestFile.requireKey("/m", Manifest.empty, "a")))
    expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "KeyAbsent", path: "/m", key: "a" } })
  })
})
