import { describe, expect, setDefaultTimeout, test } from "bun:test"

import * as Effect from "effect/Effect"

import { exitCodeOf, waitFor } from "../../../../src/tasks/commands/wait.ts"
import type { TaskView } from "../../../../src/tasks/state/status.schema.ts"
import { TaskStore } from "../../../../src/tasks/state/status.ts"
import type { TaskStatus } from "../../../../src/tasks/state/taskStatus.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes } from "../home.ts"
import { makeWorld, valueOf, type World } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { makeTask, placeOf } = outliveHomes()

/** What a task's status is from so many seconds on; the exit code belongs to an own end. */
type Life = ReadonlyArray<readonly [number, TaskStatus] | readonly [number, TaskStatus, number]>

/** A store in which tasks live as the test has written. */
const storeOf = (world: World, lives: Readonly<Record<string, Life>>): typeof TaskStore.Service => {
  const statusOf = (name: string): TaskView => {
    const [, status = "running", exitCode] = lives[name]?.findLast(([from]) => from <= world.elapsed()) ?? []
    return {
      name,
      status,
      agent: "claude",
      model: null,
      taskDir: placeOf(name),
      projectDir: null,
      session: null,
      socket: null,
      sessionId: null,
      pid: null,
      startedAt: null,
      endedAt: null,
      seconds: null,
      secondsSinceOutput: null,
      retries: 0,
      exitCode: exitCode ?? null,
      writer: null,
      problem: null,
      hint: null,
      elsewhere: null,
    }
  }
  return { statusOf, allStatuses: () => Object.keys(lives).map(statusOf) }
}

const wait = async (
  world: World,
  lives: Readonly<Record<string, Life>>,
  { any = false, timeoutSeconds }: { readonly any?: boolean; readonly timeoutSeconds?: number } = {},
) => {
  const waited = valueOf(
    await world.run(
      waitFor(Object.keys(lives), { any, timeoutSeconds }).pipe(
        Effect.provideService(TaskStore, storeOf(world, lives)),
      ),
    ),
  )
  return { code: exitCodeOf(waited), timedOut: waited.timedOut, statuses: waited.tasks.map(({ status }) => status) }
}

describe("a wait", () => {
  test.each([
    ["completed", 0, 0],
    ["failed", 3, 3],
    ["stopped", undefined, 125],
    ["abandoned", undefined, 125],
    ["lost", undefined, 125],
    ["damaged", undefined, 125],
    ["unknown", undefined, 125],
  ] as const)("ends where a task is %s", async (status, exitCode, code) => {
    const world = makeWorld()
    const end = exitCode === undefined ? ([4, status] as const) : ([4, status, exitCode] as const)
    expect(await wait(world, { demo: [[0, "running"], end] })).toEqual({ code, timedOut: false, statuses: [status] })
    expect(world.elapsed()).toBeGreaterThanOrEqual(4)
    expect(world.elapsed()).toBeLessThan(5)
  })

  test("goes on while a task starts, is brought back or is being stopped", async () => {
    const world = makeWorld()
    const life: Life = [
      [0, "starting"],
      [1, "running"],
      [2, "crashed"],
      [3, "running"],
      [4, "hung"],
      [5, "stopping"],
      [6, "stopped"],
    ]
    expect((await wait(world, { demo: life })).statuses).toEqual(["stopped"])
    expect(world.elapsed()).toBeGreaterThanOrEqual(6)
  })

  test("for several ends with the last, and with the first code that is not 0", async () => {
    const world = makeWorld()
    const lives: Readonly<Record<string, Life>> = {
      one: [[3, "completed", 0]],
      two: [[9, "failed", 4]],
      three: [[6, "failed", 5]],
    }
    expect(await wait(world, lives)).toMatchObject({ code: 4, timedOut: false })
    expect(world.elapsed()).toBeGreaterThanOrEqual(9)
  })

  test("for any of several ends with the first, and with its code", async () => {
    const world = makeWorld()
    const lives: Readonly<Record<string, Life>> = { one: [[30, "failed", 4]], two: [[3, "completed", 0]] }
    expect(await wait(world, lives, { any: true })).toEqual({
      code: 0,
      timedOut: false,
      statuses: ["running", "completed"],
    })
    expect(world.elapsed()).toBeLessThan(4)
  })

  test("ends with 124 when its time is over, to the moment", async () => {
    const world = makeWorld()
    expect(await wait(world, { demo: [] }, { timeoutSeconds: 2.2 })).toMatchObject({ code: 124, timedOut: true })
    expect(world.elapsed()).toBeCloseTo(2.2, 2)
  })

  test("of no time at all looks once", async () => {
    const world = makeWorld()
    expect(await wait(world, { demo: [[0, "completed", 0]] }, { timeoutSeconds: 0 })).toMatchObject({ code: 0 })
    expect(await wait(world, { demo: [] }, { timeoutSeconds: 0 })).toMatchObject({ code: 124 })
    expect(world.elapsed()).toBe(0)
  })

  test("waits until wrapper and monitor have put the task away, so that its log has the last words", async () => {
    const world = makeWorld()
    const directory = makeTask("demo")
    for (const [file, seconds] of [
      ["wrapper.lock", 2],
      ["monitor.lock", 3],
    ] as const) {
      const pid = world.begin({ hear: () => {} })
      world.claim(directory, file, pid)
      world.after(seconds, () => world.die(pid))
    }
    expect((await wait(world, { demo: [[0, "completed", 0]] })).code).toBe(0)
    expect(world.elapsed()).toBeGreaterThanOrEqual(3)
    expect(world.elapsed()).toBeLessThan(3.1)
  })

  test("does not wait for ever for a task that is never put away", async () => {
    const world = makeWorld()
    world.claim(makeTask("demo"), "monitor.lock", world.begin({ hear: () => {} }))
    expect((await wait(world, { demo: [[0, "completed", 0]] })).code).toBe(0)
    expect(world.elapsed()).toBeLessThan(10)
  })
})
