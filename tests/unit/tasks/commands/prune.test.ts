import { describe, expect, test } from "bun:test"
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import { systemProcesses } from "../../../../src/os/process/service.ts"
import { timestamp } from "../../../../src/protocol/taskDirectory.ts"
import { prunable, removeTask } from "../../../../src/tasks/commands/prune.ts"
import { TaskStore, taskStoreAmong } from "../../../../src/tasks/state/status.ts"
import { outliveHomes } from "../home.ts"
import { makeWorld, valueOf } from "../world.ts"

const { freshDirectory, home, makeAside, makeLinkedTask, makeTask, placeOf } = outliveHomes()

const hour = 3600
const ago = (seconds: number): string => timestamp(Date.now() - seconds * 1000)

/** Makes the manifest as old as that. */
const age = (directory: string, seconds: number) => {
  const moment = new Date(Date.now() - seconds * 1000)
  utimesSync(join(directory, "manifest"), moment, moment)
}

const prunableNow = (olderThanSeconds: number) => prunable(olderThanSeconds, taskStoreAmong(systemProcesses, Date.now))

const namesOf = (olderThanSeconds: number) => prunableNow(olderThanSeconds).map(({ name }) => name)

const removeAll = (olderThanSeconds: number) =>
  Effect.runPromise(Effect.forEach(prunableNow(olderThanSeconds), removeTask, { discard: true }))

describe("what can be pruned", () => {
  test("is nothing before the first task", () => {
    expect(prunableNow(0)).toEqual([])
  })

  test("is what has ended, and nothing that may go on", () => {
    makeTask("completed", { status: "completed", finished_at: ago(10) })
    makeTask("failed", { status: "failed", finished_at: ago(10) })
    makeTask("stopped", { status: "stopped", stopped_at: ago(10) })
    makeTask("abandoned", { status: "abandoned", abandoned_at: ago(10) })
    makeTask("lost")
    makeTask("starting", { started_at: ago(0) })
    makeTask("odd", { status: "sleeping" })
    makeTask("newer", { status: "completed", finished_at: ago(10), format: "2", writer: "9.9.9" })
    makeAside("newer.20261121T060000Z.abc123", { status: "completed", format: "2", writer: "9.9.9" })
    mkdirSync(placeOf("empty"))
    expect(namesOf(0).toSorted()).toEqual(["abandoned", "completed", "failed", "stopped"])
  })

  test("is nothing that a process on another host still puts away", async () => {
    const world = makeWorld()
    const directory = makeTask("demo", { status: "completed", finished_at: ago(10) })
    age(directory, 0)
    const monitor = world.begin()
    world.claim(directory, "monitor.lock", monitor)
    const names = Effect.map(TaskStore, (store) => prunable(0, store).map(({ name }) => name))
    expect(valueOf(await world.run(names))).toEqual(["demo"])
    world.hide(monitor)
    expect(valueOf(await world.run(names))).toEqual([])
  })

  test("ended at least so long ago", () => {
    makeTask("old", { status: "completed", finished_at: ago(2 * hour) })
    makeTask("new", { status: "completed", finished_at: ago(hour / 2) })
    expect(namesOf(hour)).toEqual(["old"])
    expect(namesOf(3 * hour)).toEqual([])
    expect(prunableNow(hour)).toMatchObject([{ name: "old", status: "completed", taskDir: placeOf("old") }])
  })

  test("is the link to a task whose files are gone, by its own age", () => {
    makeTask("lost")
    symlinkSync(join(freshDirectory(), "gone"), placeOf("linked"))
    expect(namesOf(0)).toEqual(["linked"])
    expect(namesOf(hour)).toEqual([])
  })

  test("is dated by its manifest where that does not say", () => {
    const directory = makeTask("demo", { status: "abandoned" })
    expect(namesOf(hour)).toEqual([])
    age(directory, 2 * hour)
    expect(namesOf(hour)).toEqual(["demo"])
  })

  test("is what was set aside for a new task of its name, too", () => {
    makeTask("demo", { started_at: ago(0) })
    age(makeAside("demo.20261121T060000Z.abcdef", { status: "failed" }), 2 * hour)
    makeAside("demo.20261121T080000Z.abcdef", { status: "completed" })
    expect(prunableNow(hour)).toMatchObject([
      {
        name: "demo.20261121T060000Z.abcdef",
        status: "failed",
        place: join(home(), "ended", "demo.20261121T060000Z.abcdef"),
      },
    ])
  })

  test("is a link that was set aside and whose target is gone", () => {
    mkdirSync(join(home(), "ended"))
    symlinkSync(join(freshDirectory(), "gone"), join(home(), "ended", "demo.x"))
    expect(prunableNow(hour)).toMatchObject([{ name: "demo.x", status: "unknown" }])
  })
})

describe("what is pruned", () => {
  test("is gone, and all else is there", async () => {
    const old = makeTask("old", { status: "completed", finished_at: ago(2 * hour) })
    mkdirSync(join(old, "deep", "er"), { recursive: true })
    writeFileSync(join(old, "deep", "er", "file"), "")
    const fresh = makeTask("new", { status: "completed", finished_at: ago(1) })
    const running = makeTask("running", { started_at: ago(0) })
    await removeAll(hour)
    expect([existsSync(old), existsSync(fresh), existsSync(running)]).toEqual([false, true, true])
  })

  test("is gone with the link to it", async () => {
    const directory = makeLinkedTask("demo", { status: "stopped", stopped_at: ago(2 * hour) })
    await removeAll(hour)
    expect(existsSync(directory)).toBe(false)
    expect(lstatSync(placeOf("demo"), { throwIfNoEntry: false })).toBeUndefined()
  })

  test("is gone with a link whose target is gone already", async () => {
    const place = join(home(), "ended", "demo.x")
    mkdirSync(join(home(), "ended"))
    symlinkSync(join(freshDirectory(), "gone"), place)
    await removeAll(0)
    expect(lstatSync(place, { throwIfNoEntry: false })).toBeUndefined()
  })

  test("is not what a link in its directory leads to", async () => {
    const kept = freshDirectory()
    writeFileSync(join(kept, "file"), "")
    const directory = makeTask("demo", { status: "stopped", stopped_at: ago(2 * hour) })
    symlinkSync(kept, join(directory, "link"))
    await removeAll(hour)
    expect([existsSync(directory), existsSync(join(kept, "file"))]).toEqual([false, true])
  })

  test("may be gone already", async () => {
    makeTask("demo", { status: "stopped", stopped_at: ago(2 * hour) })
    const found = prunableNow(hour)
    rmSync(placeOf("demo"), { recursive: true })
    await Effect.runPromise(Effect.forEach(found, removeTask, { discard: true }))
  })

  test("that cannot be removed is told", async () => {
    const taskDir = "/proc/self/status"
    const outcome = await Effect.runPromise(
      Effect.either(removeTask({ name: "demo", status: "stopped", endedAt: ago(0), place: taskDir, taskDir })),
    )
    expect(outcome).toMatchObject({ _tag: "Left", left: { _tag: "NotRemoved", path: taskDir } })
  })
})
