import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { readFileSync, rmSync, utimesSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"

import * as Manifest from "../../../../src/protocol/manifest.ts"
import { has, pathOf } from "../../../../src/protocol/taskDirectory.ts"
import { readTask } from "../../../../src/tasks/state/task.ts"
import { awaitSignOff, endAgent, endSession, isBeingPutAway, recordStatus } from "../../../../src/tasks/steps/ending.ts"
import { isCapturing } from "../../../../src/tasks/steps/session.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes } from "../home.ts"
import { changeManifest } from "../launches.ts"
import { orders } from "../turns.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { freshHome, makeTask } = outliveHomes()

const taskId = "3f6f2f3e-0000-4000-8000-000000000000"

/** A process that dies so many seconds after a TERM, or only of a KILL. */
const beginWithPatience = (world: World, patience: number | "never", tag?: string): number => {
  const pid: number = world.begin({
    ...(tag === undefined ? {} : { taskId: tag }),
    hear: (signal) => {
      if (signal === "SIGTERM" && patience !== "never") world.after(patience, () => world.die(pid))
    },
  })
  return pid
}

const claimedBy = (world: World, directory: string, file: "wrapper.lock" | "monitor.lock"): number => {
  const pid = world.begin({ hear: () => {} })
  world.claim(directory, file, pid)
  return pid
}

const ending = (world: World, directory: string, graceSeconds: number) => {
  const task = Effect.runSync(readTask(directory))
  return world.run(endAgent(task, graceSeconds))
}

describe("to end an agent", () => {
  test("ends all that carries the task's tag, and nothing else", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const own = [beginWithPatience(world, 0, taskId), beginWithPatience(world, 2, taskId)]
    const others = [beginWithPatience(world, 0, "another"), beginWithPatience(world, 0)]
    await ending(world, directory, 5)
    expect(own.filter(world.isAlive)).toEqual([])
    expect(others.filter(world.isAlive)).toEqual(others)
    expect(world.elapsed()).toBeLessThan(3)
  })

  test("lets the wrapper end by itself, which shows the last words", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const wrapper = claimedBy(world, directory, "wrapper.lock")
    world.after(1.5, () => world.die(wrapper))
    await ending(world, directory, 5)
    expect(world.events).toEqual([])
    expect(world.elapsed()).toBeGreaterThanOrEqual(1.5)
  })

  test("kills a wrapper that does not end, and the agent that it has started meanwhile", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const wrapper = claimedBy(world, directory, "wrapper.lock")
    let second = 0
    world.after(1, () => (second = beginWithPatience(world, "never", taskId)))
    await ending(world, directory, 5)
    expect([wrapper, second].filter(world.isAlive)).toEqual([])
    expect(world.events[0]).toBe(`KILL ${wrapper}`)
  })

  test("spares the wrapper of another task that has the directory by now", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const wrapper = claimedBy(world, directory, "wrapper.lock")
    world.after(1, () => changeManifest(directory, ["task_id", "another"]))
    await ending(world, directory, 5)
    expect(world.isAlive(wrapper)).toBe(true)
    expect(world.events).toEqual([])
  })

  test("leaves nothing of it, whatever ends when", async () => {
    const patience = FastCheck.oneof(FastCheck.constant("never" as const), FastCheck.integer({ min: 0, max: 8 }))
    await FastCheck.assert(
      FastCheck.asyncProperty(patience, patience, patience, async (agent, tool, wrapperPatience) => {
        freshHome()
        const world = makeWorld()
        const directory = makeTask("demo")
        const all = [beginWithPatience(world, agent, taskId), beginWithPatience(world, tool, taskId)]
        const wrapper = claimedBy(world, directory, "wrapper.lock")
        if (wrapperPatience !== "never") world.after(wrapperPatience, () => world.die(wrapper))
        await ending(world, directory, 3)
        expect([...all, wrapper].filter(world.isAlive)).toEqual([])
        expect(world.elapsed()).toBeLessThan(6)
      }),
      { numRuns: 30 },
    )
  })
})

const end = async (world: World, directory: string) => {
  valueOf(await world.run(Effect.flatMap(readTask(directory), endSession)))
}

describe("to end a session", () => {
  test("lets it close by itself", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    world.sessions.set("claude-demo", taskId)
    world.after(0.4, () => world.sessions.delete("claude-demo"))
    await end(world, directory)
    expect(world.events).toEqual([])
  })

  test("ends one that stays", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    world.sessions.set("claude-demo", taskId)
    await end(world, directory)
    expect([...world.sessions]).toEqual([])
    expect(world.elapsed()).toBeCloseTo(0.5, 1)
  })

  test("leaves one of another program alone, and does not wait for it", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    world.sessions.set("claude-demo", "another")
    await end(world, directory)
    expect([...world.sessions.keys()]).toEqual(["claude-demo"])
    expect(world.elapsed()).toBe(0)
  })

  test("waits until the pane's filter has written all of it", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const filter = world.begin()
    writeTaskFile(directory, "capturing", `${filter}\n`)
    world.after(3, () => world.die(filter))
    await end(world, directory)
    expect(world.elapsed()).toBeGreaterThanOrEqual(3)
    expect(has(directory, "capturing")).toBe(false)
  })

  test("waits 5 s for a filter that never ends, and leaves it", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const filter = world.begin()
    writeTaskFile(directory, "capturing", `${filter}\n`)
    await end(world, directory)
    expect(world.elapsed()).toBeCloseTo(5, 1)
    expect(world.isAlive(filter)).toBe(true)
  })
})

const capturing = async (world: World, directory: string) => valueOf(await world.run(isCapturing(directory)))

describe("a pane is being captured", () => {
  test("while its filter runs", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    expect(await capturing(world, directory)).toBe(false)
    const filter = world.begin()
    writeTaskFile(directory, "capturing", `${filter}\n`)
    expect(await capturing(world, directory)).toBe(true)
    world.die(filter)
    expect(await capturing(world, directory)).toBe(false)
  })

  test("for some seconds where its filter has not begun", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    writeTaskFile(directory, "capturing", "")
    const after = (seconds: number) => Effect.delay(isCapturing(directory), seconds * 1000)
    expect(valueOf(await world.run(after(1)))).toBe(true)
    expect(valueOf(await world.run(after(5)))).toBe(false)
  })

  test("not by a process that began after the file was written: it only has the same id", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    writeTaskFile(directory, "capturing", `${world.begin()}\n`)
    const longAgo = Date.now() / 1000 - 3600
    utimesSync(pathOf(directory, "capturing"), longAgo, longAgo)
    expect(await capturing(world, directory)).toBe(false)
  })
})

const signOff = async (world: World, directory: string) => {
  valueOf(await world.run(awaitSignOff(directory)))
}

describe("the sign-off of an ended task", () => {
  test("is not waited for where no process is left", async () => {
    const world = makeWorld()
    await signOff(world, makeTask("demo"))
    expect(world.elapsed()).toBe(0)
  })

  test("is waited for: first its wrapper, then its monitor", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const wrapper = claimedBy(world, directory, "wrapper.lock")
    world.after(2, () => {
      claimedBy(world, directory, "monitor.lock")
      world.die(wrapper)
    })
    // A monitor that takes its claim back may live on: it tells the user.
    world.after(4, () => rmSync(pathOf(directory, "monitor.lock")))
    await signOff(world, directory)
    expect(world.elapsed()).toBeCloseTo(4, 1)
    expect(world.events).toEqual([])
    expect(valueOf(await world.run(isBeingPutAway(directory)))).toBe(false)
  })

  test("is forced on a monitor that takes longer than 8.5 s", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const monitor = claimedBy(world, directory, "monitor.lock")
    await signOff(world, directory)
    expect(world.elapsed()).toBeCloseTo(8.5, 1)
    expect(world.events).toEqual([`KILL ${monitor}`])
  })

  test("is not forced on another monitor that came meanwhile", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    const first = claimedBy(world, directory, "monitor.lock")
    world.after(1, () => {
      world.die(first)
      claimedBy(world, directory, "monitor.lock")
    })
    await signOff(world, directory)
    expect(world.events).toEqual([])
  })
})

const statusIn = (directory: string) =>
  Manifest.valueOf(Manifest.fromBytes(readFileSync(pathOf(directory, "manifest"))), "status")

describe("the record of a status", () => {
  test.each([["running"], ["crashed"], ["hung"]])("replaces one that goes on (%s)", async (before) => {
    const directory = makeTask("demo", { status: before })
    expect(valueOf(await makeWorld().run(recordStatus(directory, "stopped")))).toBe(true)
    expect(statusIn(directory)).toBe("stopped")
  })

  test.each([["completed"], ["failed"], ["abandoned"], ["stopped"]])("spares an end (%s)", async (before) => {
    const directory = makeTask("demo", { status: before })
    expect(valueOf(await makeWorld().run(recordStatus(directory, "hung")))).toBe(false)
    expect(statusIn(directory)).toBe(before)
  })

  test("of two ends at once, whoever comes first at any moment, is that of one, and only that one knows so", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, async (order) => {
        freshHome()
        const directory = makeTask("demo")
        const ends = ["stopped", "abandoned"] as const
        const exits = await makeWorld().runTogether(order, ...ends.map((status) => recordStatus(directory, status)))
        const recorded = ends.filter((_, index) => exits.map(valueOf)[index])
        expect(recorded).toEqual(ends.filter((status) => status === statusIn(directory)))
      }),
      { numRuns: 40 },
    )
  })
})
