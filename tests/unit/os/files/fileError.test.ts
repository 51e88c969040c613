import { describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

import { FileError, onFile } from "../../../../src/os/files/fileError.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()

describe("what is done with a file", () => {
  test("gives what it gives", async () => {
    expect(await Effect.runPromise(onFile("/a", (path) => path))).toBe("/a")
  })

  test("fails with the path that it was asked for and the system's name for why", async () => {
    const asked = join(freshDirectory(), "file")
    const error = await Effect.runPromise(Effect.flip(onFile(asked, () => readFileSync(`${asked}.other`))))
    expect(error).toEqual(new FileError({ path: asked, code: "ENOENT" }))
  })

  test("is a fault of this program where the system has said nothing", async () => {
    const fault = new TypeError("no function")
    const exit = await Effect.runPromiseExit(
      onFile("/a", () => {
        throw fault
      }),
    )
    expect(Exit.isFailure(exit) && Cause.isDie(exit.cause) && Cause.squash(exit.cause)).toBe(fault)
  })
})
