import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

import { lookUpExecutable, searchPath, shellFor } from "../../../../src/os/process/executable.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
let here: string

beforeEach(() => {
  here = freshDirectory()
})

/** Creates a file below `here` and gives its path. */
const file = (name: string, mode: number): string => {
  const path = join(here, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, "#!/bin/sh\n")
  chmodSync(path, mode)
  return path
}

const found = (path: string) => ({ _tag: "Found", path }) as const
const notExecutable = (path: string) => ({ _tag: "NotExecutable", path }) as const
const notFound = { _tag: "NotFound" } as const

describe("a program's name", () => {
  test("is looked for in the directories of the search path, in their order", () => {
    const [, second] = [file("c/program", 0o644), file("b/program", 0o755), file("a/program", 0o755)]
    expect(lookUpExecutable("program", `${here}/none:${here}/c:${here}/b:${here}/a`, "/")).toEqual(found(second))
  })

  test("is looked for in the home directory that a quoted tilde means", () => {
    const home = process.env["HOME"]
    process.env["HOME"] = here
    const path = file("tools/program", 0o755)
    expect(lookUpExecutable("program", "~/tools", "/")).toEqual(found(path))
    expect(lookUpExecutable("program", "~tools", "/")).toEqual(notFound)
    if (home === undefined) delete process.env["HOME"]
    else process.env["HOME"] = home
  })

  test("that no file has is not found", () => {
    expect(lookUpExecutable("program", `${here}:${here}/none`, here)).toEqual(notFound)
  })

  test("that only files without permission have gives the first of them", () => {
    const first = file("a/program", 0o644)
    file("b/program", 0o600)
    expect(lookUpExecutable("program", `${here}/a:${here}/b`, "/")).toEqual(notExecutable(first))
  })

  test("passes over directories", () => {
    mkdirSync(join(here, "a/program"), { recursive: true })
    expect(lookUpExecutable("program", `${here}/a`, "/")).toEqual(notFound)
    const program = file("b/program", 0o755)
    expect(lookUpExecutable("program", `${here}/a:${here}/b`, "/")).toEqual(found(program))
  })

  test("follows links, and passes over those that lead nowhere", () => {
    const target = file("target", 0o755)
    mkdirSync(join(here, "a"))
    mkdirSync(join(here, "b"))
    symlinkSync(join(here, "none"), join(here, "a/program"))
    symlinkSync(target, join(here, "b/program"))
    expect(lookUpExecutable("program", `${here}/a:${here}/b`, "/")).toEqual(found(join(here, "b/program")))
  })

  test.each([":/none", "/none:", "/none::/none", ""])("is looked for in the directory itself for %p", (path) => {
    const program = file("program", 0o755)
    expect(lookUpExecutable("program", path, here)).toEqual(found(program))
  })

  test("is not looked for in the directory itself otherwise", () => {
    file("program", 0o755)
    expect(lookUpExecutable("program", "/none", here)).toEqual(notFound)
  })

  test("is looked for below the directory where an entry is relative", () => {
    const program = file("bin/program", 0o755)
    expect(lookUpExecutable("program", "bin", here)).toEqual(found(program))
  })

  test("that is empty is not found", () => {
    expect(lookUpExecutable("", here, here)).toEqual(notFound)
  })
})

describe("a name with a slash", () => {
  test("is a path, seen from the directory, with any search path", () => {
    const program = file("bin/program", 0o755)
    file("other/bin/program", 0o755)
    expect(lookUpExecutable("bin/program", `${here}/other`, here)).toEqual(found(program))
    expect(lookUpExecutable("./bin/program", "", here)).toEqual(found(program))
    expect(lookUpExecutable(program, "", "/")).toEqual(found(program))
  })

  test("is not found where there is no such file", () => {
    file("program", 0o755)
    expect(lookUpExecutable("./none", here, here)).toEqual(notFound)
    expect(lookUpExecutable("program/none", here, here)).toEqual(notFound)
  })

  test("may be that of a file which may not be run", () => {
    const program = file("program", 0o644)
    expect(lookUpExecutable("./program", "", here)).toEqual(notExecutable(program))
  })
})

describe("the search path", () => {
  let original: string | undefined
  beforeEach(() => {
    original = process.env["PATH"]
  })
  afterEach(() => {
    if (original === undefined) delete process.env["PATH"]
    else process.env["PATH"] = original
  })

  test("is PATH, even an empty one", () => {
    process.env["PATH"] = "/somewhere"
    expect(searchPath()).toBe("/somewhere")
    process.env["PATH"] = ""
    expect(searchPath()).toBe("")
  })

  test("has the system's programs where PATH is not set", () => {
    delete process.env["PATH"]
    expect(searchPath().split(":")).toContain("/bin")
  })
})

/** The shell that would run a file with this content. */
const shellOf = (content: string | Uint8Array) => {
  const path = join(here, "program")
  writeFileSync(path, content)
  return shellFor(path)
}

describe("the shell of a file without an interpreter", () => {
  test.each([
    ["a script", "echo\n"],
    ["an empty file", ""],
    ["a script with data after its first line", "exec tail -n +2 $0\n\0\0\0"],
  ])("is bash for %s", (_, content) => {
    expect(shellOf(content)).toEndWith("/bash")
  })

  test("is sh where there is no bash", () => {
    const path = process.env["PATH"]
    process.env["PATH"] = here
    expect(shellOf("echo\n")).toBe("/bin/sh")
    process.env["PATH"] = path
  })

  test.each([
    ["zeros", "\0\0\0"],
    ["a damaged program", "\x7fELF\n"],
  ])("is none for %s", (_, content) => {
    expect(shellOf(content)).toBeUndefined()
  })
})
