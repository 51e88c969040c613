import { describe, expect, spyOn, test } from "bun:test"
import * as fs from "node:fs"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { Glob } from "bun"
import * as FastCheck from "effect/FastCheck"

import { prunableSessions } from "../../../../src/sessions/commands/prune.ts"
import * as Record from "../../../../src/sessions/state/record.ts"
import { keptStates, keptVersions } from "../../system.ts"
import { request, running, sessionHomes, socket, stamp, thisProcess } from "../home.ts"

const { freshDirectory, home } = sessionHomes()

/** A session that is kept, and what became of it, as its host writes that down. */
const kept = (fields: Partial<Record.Request>, state?: Record.State | string): string => {
  const directory = Record.keep(request(fields), {})
  if (state !== undefined) {
    writeFileSync(join(directory, "state.json"), typeof state === "string" ? state : JSON.stringify(state))
  }
  return directory
}

const causes = ["itself", "gave up", "stopped", "closed", "shutdown"] as const

describe("a session that is kept", () => {
  test("is read as it was asked for", () => {
    const asked = request({ command: ["a b", "", "ä\n\u0000"], shown: "#{x}", maxRestarts: 3, restart: "always" })
    const directory = Record.keep(asked, { NAME: "value" })
    expect(Record.readKept(directory)).toEqual({ directory, request: asked, state: undefined })
  })

  test("is its owner's business", () => {
    const directory = Record.keep(request(), { SECRET: "value" })
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
    for (let path = directory; path.startsWith(home()); path = dirname(path)) {
      expect(statSync(path).mode & 0o777).toBe(0o700)
    }
  })

  test("has its state, of every kind", () => {
    const exits = [{ _tag: "Exited", code: 7 } as const, { _tag: "Killed", signal: "SIGTERM" } as const]
    const phases: ReadonlyArray<Record.State["phase"]> = [
      running.phase,
      ...exits.map((exit) => ({ _tag: "Waiting", until: "u", exit, endedAt: "e" }) as const),
      ...[...exits, null].flatMap((exit) =>
        causes.map((cause) => ({ _tag: "Ended", cause, exit, endedAt: "e", problem: null }) as const),
      ),
    ]
    for (const phase of phases) {
      const state = { ...stamp, host: thisProcess, restarts: 2, phase }
      expect(Record.readKept(kept({}, state))?.state).toEqual(state)
    }
  })

  test("has no state until its host has written one", () => {
    for (const unwritten of ["", "  ", "\0\0"]) {
      expect(Record.readKept(kept({}, unwritten))).toMatchObject({ request: { name: "web" }, state: undefined })
    }
  })

  test("with a damaged state has not just begun: it is shown, and neither pruned nor taken for a draft", () => {
    for (const damaged of ["\0{", "{", "null", "[]", "{}", '{"host":1}', JSON.stringify({ ...running, phase: {} })]) {
      const directory = kept({ id: "000000001-00000000", startedAt: "2001-01-01T00:00:00.000Z" }, damaged)
      const why = { _tag: "DamagedRecord", source: join(directory, "state.json") }
      expect(Record.readKept(directory)).toBeUndefined()
      expect(Record.keptUnder(socket, "web")).toMatchObject({ directory, name: "web", why })
      expect(Record.keptAs(socket, "000000001-00000000", "web")).toMatchObject({ why })
      expect(Record.startsUnder(socket, "web")).toEqual([])
      expect(Record.draftsOn(socket)).toEqual([])
      expect(prunableSessions(0)).toEqual([])
    }
  })

  test("with a damaged request is shown, and hides no other", () => {
    const good = kept({ name: "good" }, running)
    const bad = kept({ id: "000000001-00000000" }, running)
    for (const damaged of ["", "\0", "{", "{}", "null"]) {
      writeFileSync(join(bad, "session.json"), damaged)
      expect(Record.readKept(bad)).toBeUndefined()
      expect(Record.keptUnder(socket, "good")?.directory).toBe(good)
      expect(Record.keptUnder(socket, "web")).toMatchObject({ why: { source: join(bad, "session.json") } })
      expect(Record.draftsOn(socket)).toEqual([])
      expect(prunableSessions(0)).toEqual([])
    }
  })

  test("is whole where its start writes both records while they are read", () => {
    const directory = kept({}, running)
    // The request, at the first look.
    const reading = spyOn(fs, "readFileSync").mockImplementationOnce(() => {
      throw Object.assign(new Error("not there yet"), { code: "ENOENT" })
    })
    try {
      expect(Record.readKept(directory)).toMatchObject({ directory, state: { restarts: 0 } })
    } finally {
      reading.mockRestore()
    }
  })

  test("is forgotten as a whole, and twice is no error", () => {
    const directory = kept({}, running)
    mkdirSync(join(directory, "host"))
    Record.forget(directory)
    Record.forget(directory)
    expect(existsSync(directory)).toBe(false)
    expect(Record.keptUnder(socket, "web")).toBeUndefined()
  })

  test("is no session any more once its removal has begun, and what a killed removal has left is removed later", () => {
    const directory = kept({ id: "000000001-00000000" }, running)
    const unremovable = spyOn(fs, "rmSync").mockImplementation(() => {
      throw new Error("killed")
    })
    try {
      expect(() => Record.forget(directory)).toThrow("killed")
    } finally {
      unremovable.mockRestore()
    }
    const other = kept({ name: "other" }, running)
    expect(readdirSync(dirname(directory))).toHaveLength(2)
    expect(Record.allStarts(socket)).toMatchObject([{ directory: other }])
    expect(Record.keptAs(socket, "000000001-00000000", "renamed")).toBeUndefined()
    expect(Record.draftsOn(socket)).toEqual([])
    Record.forgetRemains(socket)
    expect(readdirSync(dirname(directory))).toEqual([basename(other)])
  })

  test("is hosted while its host lives, and not by another process of that number", () => {
    const directory = "/"
    const hosted = (state: Record.State | undefined) => Record.isHosted({ directory, request: request(), state })
    expect(hosted(running)).toBe(true)
    expect(hosted(undefined)).toBe(false)
    expect(hosted({ ...running, host: { ...thisProcess, mark: "another" } })).toBe(false)
  })
})

test.each(keptVersions)("everything that %s has kept is read, as of the first format", (version) => {
  const root = join(keptStates, version)
  const paths = [...new Glob("**/sessions/*/*/session.json").scanSync({ cwd: root, dot: true })]
  expect(paths.length).toBeGreaterThan(5)
  for (const path of paths) {
    const directory = join(root, dirname(path))
    const found = Record.readKept(directory)
    expect(found).toMatchObject({ request: { version: 1, writer: version } })
    const wasWritten = readFileSync(join(directory, "state.json"), "utf8").trim() !== ""
    expect([path, found?.state !== undefined]).toEqual([path, wasWritten])
  }
})

describe.each([["session.json"], ["state.json"]])("a session of which a newer version has written the %s", (file) => {
  const keptByNewer = (fields: Partial<Record.Request> = {}): string => {
    const directory = kept(fields, running)
    writeFileSync(join(directory, file), '{"version":2,"writer":"9.9.9","everything":"else"}')
    return directory
  }

  test("counts by its name and its id, and hides no other", () => {
    const directory = keptByNewer({ id: "000000001-00000000" })
    kept({ name: "other" }, running)
    const found = { directory, name: "web", socket, id: "000000001-00000000", why: { writer: "9.9.9", format: 2 } }
    expect(Record.keptUnder(socket, "web")).toMatchObject(found)
    expect(Record.keptAs(socket, "000000001-00000000", "web")).toMatchObject(found)
    expect(Record.allKept(socket).filter(Record.isReadable)).toMatchObject([{ request: { name: "other" } }])
    expect(Record.allKept(socket).filter((each) => !Record.isReadable(each))).toMatchObject([found])
  })

  test("counts before an older start that can be read", () => {
    kept({ id: "000000001-00000000" }, running)
    const directory = keptByNewer({ id: "000000002-00000000" })
    expect(Record.keptUnder(socket, "web")).toMatchObject({ directory, why: { format: 2 } })
    expect(Record.startsUnder(socket, "web").map(({ request: { id } }) => id)).toEqual(["000000001-00000000"])
  })

  test("is none that a start, a prune or a host could take for its own", () => {
    const directory = keptByNewer()
    expect(Record.readKept(directory)).toBeUndefined()
    expect(Record.startsUnder(socket, "web")).toEqual([])
    expect(Record.allStarts(socket).filter(Record.isReadable)).toEqual([])
    expect(Record.draftsOn(socket)).toEqual([])
  })
})

test("where nothing can be written nothing is left", () => {
  mkdirSync(dirname(home()), { recursive: true })
  writeFileSync(home(), "")
  expect(() => Record.keep(request(), {})).toThrow()
  expect(readFileSync(home(), "utf8")).toBe("")
})

describe("of several starts of a name", () => {
  test("the newest counts", () => {
    const [, newest = ""] = ["000000002", "000000010", "000000001"].map((time) =>
      kept({ id: `${time}-00000000` }, running),
    )
    expect(Record.keptUnder(socket, "web")?.directory).toBe(newest)
    expect(Record.allKept(socket).map(({ directory }) => directory)).toEqual([newest])
    expect(Record.startsUnder(socket, "web").length).toBe(3)
  })

  test("a start that did not run hides none that did, and counts if there is no other", () => {
    const first = kept({ id: "000000001-00000000" })
    expect(Record.keptUnder(socket, "web")?.directory).toBe(first)
    const ran = kept({ id: "000000002-00000000" }, running)
    kept({ id: "000000003-00000000" })
    expect(Record.keptUnder(socket, "web")?.directory).toBe(ran)
  })

  test("none is another name's that begins or ends like it", () => {
    for (const name of ["web", "web-2", "we", "w", "-", "--", "a-web", "0"]) kept({ name }, running)
    for (const name of ["web", "web-2", "we", "w", "-", "--", "a-web", "0"]) {
      expect(Record.startsUnder(socket, name).map((other) => other.request.name)).toEqual([name])
    }
    expect(Record.keptUnder(socket, "web-")).toBeUndefined()
    expect(Record.allKept(socket).length).toBe(8)
    expect(Record.allKept("/tmp/some/other")).toEqual([])
  })

  test("other files there are no session", () => {
    const directory = kept({}, running)
    for (const name of ["notes", "WEB.x", ".hidden", "web", "a b.c"]) mkdirSync(join(dirname(directory), name))
    expect(Record.allKept(socket).length).toBe(1)
  })
})

test("ids sort by their time", async () => {
  const ids: Array<string> = []
  for (let count = 0; count < 5; count++) {
    ids.push(Record.freshId())
    await Bun.sleep(2)
  }
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(Array.from({ length: 1000 }, Record.freshId)).size).toBe(1000)
})

test("sockets with any paths are told apart and found again", () => {
  const letters = FastCheck.constantFrom("a", "%", "=", "/", "p", "e", ".", " ", "\n", "ä")
  const path = FastCheck.string({ unit: letters, maxLength: 25 }).map((end) => `/${end}`)
  const paths = FastCheck.uniqueArray(path, { minLength: 1, maxLength: 5 })
  FastCheck.assert(
    FastCheck.property(paths, (sockets) => {
      process.env["OUTLIVE_HOME"] = freshDirectory()
      for (const each of sockets) kept({ socket: each }, running)
      expect(Record.allSockets().toSorted()).toEqual(sockets.toSorted())
      expect(new Set(sockets.map((each) => Record.homeOf(each))).size).toBe(sockets.length)
      for (const each of sockets) {
        expect(dirname(Record.homeOf(each))).toBe(join(process.env["OUTLIVE_HOME"] ?? "", "sessions"))
        expect(Record.allKept(each)).toMatchObject([{ request: { socket: each } }])
      }
    }),
    { numRuns: 100, seed: 1 },
  )
})
