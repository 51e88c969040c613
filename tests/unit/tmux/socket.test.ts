import { afterAll, beforeEach, describe, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join, resolve } from "node:path"

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"

import { checkSocket, chooseSocket, defaultSocket, prepareSocket, type SocketFault } from "../../../src/tmux/socket.ts"
import { temporaryDirectories } from "../system.ts"

const freshDirectory = temporaryDirectories()

const before = process.env["OUTLIVE_SOCKET"]
beforeEach(() => {
  delete process.env["OUTLIVE_SOCKET"]
})
afterAll(() => {
  if (before !== undefined) process.env["OUTLIVE_SOCKET"] = before
})

/** The fault that each of the two finds; they have to agree. */
const faultOf = (socket: string): SocketFault | undefined => {
  const [checked, prepared] = [checkSocket, prepareSocket].map((look) => {
    const looked = Effect.runSync(Effect.either(look(socket)))
    return Either.isLeft(looked) ? looked.left.fault : undefined
  })
  expect(checked).toEqual(prepared as SocketFault)
  return checked
}

describe("the socket is", () => {
  test("OpenClaw's by default", () => {
    expect(chooseSocket(undefined)).toBe("/tmp/openclaw-tmux/openclaw.sock")
    process.env["OUTLIVE_SOCKET"] = ""
    expect(chooseSocket(undefined)).toBe(defaultSocket)
  })

  test("that of the environment, or the flag's before it, always as an absolute path", () => {
    process.env["OUTLIVE_SOCKET"] = "/a/sock"
    expect(chooseSocket(undefined)).toBe("/a/sock")
    expect(chooseSocket("/b/sock")).toBe("/b/sock")
    expect(chooseSocket("c/../sock")).toBe(resolve("sock"))
    process.env["OUTLIVE_SOCKET"] = "sock"
    expect(chooseSocket(undefined)).toBe(resolve("sock"))
  })
})

test("a path is too long by its bytes, not by its letters", () => {
  const most = process.platform === "linux" ? 107 : 103
  FastCheck.assert(
    FastCheck.property(
      FastCheck.string({ unit: FastCheck.constantFrom("a", "ä", "🙂", "/"), minLength: 20, maxLength: 150 }),
      (end) => {
        const socket = `/nowhere-${process.pid}/${end}`
        const bytes = Buffer.byteLength(socket)
        const looked = Effect.runSync(Effect.either(checkSocket(socket)))
        if (bytes <= most) expect(Either.isRight(looked)).toBe(true)
        else expect(looked).toMatchObject({ left: { fault: { _tag: "TooLong", bytes, mostBytes: most } } })
      },
    ),
    { numRuns: 200, seed: 1 },
  )
})

describe("a directory", () => {
  test("that is missing is made for this user alone, once it is needed", () => {
    const directory = join(freshDirectory(), "a", "b")
    const umask = process.umask(0)
    try {
      Effect.runSync(checkSocket(join(directory, "sock")))
      expect(existsSync(directory)).toBe(false)
      Effect.runSync(prepareSocket(join(directory, "sock")))
    } finally {
      process.umask(umask)
    }
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, "..")).mode & 0o777).toBe(0o700)
  })

  test("is refused exactly where others may write into it, and its mode is left alone", () => {
    const directory = join(freshDirectory(), "d")
    mkdirSync(directory)
    for (let others = 0; others < 0o100; others++) {
      for (const special of [0, 0o1000]) {
        const mode = special | 0o700 | others
        chmodSync(directory, mode)
        const fault = faultOf(join(directory, "sock"))
        expect(fault).toEqual((others & 0o022) === 0 ? (undefined as never) : { _tag: "Writable", directory, mode })
        expect(statSync(directory).mode & 0o7777).toBe(mode)
      }
    }
  })

  test("is refused when it is a link or a file", () => {
    const root = freshDirectory()
    mkdirSync(join(root, "real"), { mode: 0o700 })
    symlinkSync("real", join(root, "link"))
    symlinkSync("nowhere", join(root, "dangling"))
    writeFileSync(join(root, "file"), "")
    for (const [name, isLink] of [
      ["link", true],
      ["dangling", true],
      ["file", false],
    ] as const) {
      const directory = join(root, name)
      expect(faultOf(join(directory, "sock"))).toEqual({ _tag: "NoDirectory", directory, isLink })
    }
    expect(existsSync(join(root, "nowhere"))).toBe(false)
  })

  test("below a file is refused with the system's word", () => {
    const root = freshDirectory()
    writeFileSync(join(root, "file"), "")
    for (const look of [checkSocket, prepareSocket]) {
      const looked = Effect.runSync(Effect.either(look(join(root, "file", "below", "sock"))))
      expect(looked).toMatchObject({ left: { fault: { _tag: "Refused", code: "ENOTDIR" } } })
    }
  })
})

describe("what is on the path", () => {
  test("may be a socket, and is left alone", async () => {
    const socket = join(freshDirectory(), "sock")
    const server = createServer()
    await new Promise<void>((done) => server.listen(socket, done))
    expect(faultOf(socket)).toBeUndefined()
    await new Promise((done) => server.close(done))
  })

  test("is refused when it is a file, a directory or a link", () => {
    const root = freshDirectory()
    writeFileSync(join(root, "file"), "precious")
    mkdirSync(join(root, "directory"))
    symlinkSync("nowhere", join(root, "link"))
    for (const found of ["file", "directory", "link"] as const) {
      expect(faultOf(join(root, found))).toEqual({ _tag: "NotASocket", found })
    }
  })
})
