import { afterAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import { BeingReplaced, inTurn } from "../../../../src/tasks/commands/replacing.ts"
import { tasksHome } from "../../../../src/tasks/state/home.ts"
import { onThisSystem } from "../../../../src/tasks/state/services.ts"
import type { TaskName } from "../../../../src/tasks/state/task.ts"
import { temporaryDirectories } from "../../system.ts"

const freshDirectory = temporaryDirectories()
const before = process.env["OUTLIVE_HOME"]
beforeEach(() => {
  process.env["OUTLIVE_HOME"] = freshDirectory()
  mkdirSync(tasksHome(), { recursive: true })
})
afterAll(() => {
  if (before === undefined) delete process.env["OUTLIVE_HOME"]
  else process.env["OUTLIVE_HOME"] = before
})

const turnPath = (): string => join(tasksHome(), ".demo.replacing")
const turn = () =>
  Effect.runPromise(onThisSystem(Effect.either(inTurn("demo" as TaskName, Effect.succeed("replaced")))))

/** A process of a host that is not this one. */
const far = "7 11111111-2222-3333-4444-555555555555:5 4026531836/4026531838/no-machine-here/far\n"

describe("a task is replaced", () => {
  test("by this process, which leaves nothing of its turn", async () => {
    expect(await turn()).toMatchObject({ right: "replaced" })
    expect(existsSync(turnPath())).toBe(false)
  })

  test("after the turn of a process that was killed", async () => {
    writeFileSync(turnPath(), "999999 another-boot:1\n")
    expect(await turn()).toMatchObject({ right: "replaced" })
  })
})

describe.skipIf(process.platform !== "linux")("a turn of a process elsewhere", () => {
  test("is told with its file", async () => {
    writeFileSync(turnPath(), far)
    const refused = await turn()
    if (refused._tag === "Right") throw new Error("it was replaced")
    expect(refused.left).toBeInstanceOf(BeingReplaced)
    expect(refused.left).toMatchObject({ name: "demo", path: turnPath(), elsewhere: { host: "far" } })
    expect(existsSync(turnPath())).toBe(true)
  })

  test("is over once it is older than any replacement takes", async () => {
    writeFileSync(turnPath(), far)
    const old = Date.now() / 1000 - 121
    utimesSync(turnPath(), old, old)
    expect(await turn()).toMatchObject({ right: "replaced" })
  })
})
