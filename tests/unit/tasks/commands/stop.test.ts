import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, rmSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"

import { has, pathOf } from "../../../../src/protocol/taskDirectory.ts"
import { stopTask } from "../../../../src/tasks/commands/stop.ts"
import { readTask } from "../../../../src/tasks/state/task.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes } from "../home.ts"
import { changeManifest } from "../launches.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { makeTask } = outliveHomes()

const taskId = "3f6f2f3e-0000-4000-8000-000000000000"
const graceSeconds = 10

/** How a process of a running task answers TERM: it dies after so many seconds, or never. */
type Patience = number | "never"

/** A running task; its wrapper ends a moment after its agent, and its session with its wrapper. */
const runningTask = (
  world: World,
  { agent = 0, monitor = 0, wrapper = 0 }: Partial<Record<"agent" | "monitor" | "wrapper", Patience>> = {},
) => {
  const directory = makeTask("demo")
  const dieAfter = (patience: Patience, pid: () => number, then: () => void = () => {}) => {
    if (patience === "never") return
    world.after(patience, () => {
      world.die(pid())
      then()
    })
  }
  const wrapperPid = world.begin({ hear: () => {} })
  world.claim(directory, "wrapper.lock", wrapperPid)
  const endWrapper = () =>
    dieAfter(
      wrapper,
      () => wrapperPid,
      () => world.sessions.delete("claude-demo"),
    )
  const agentPid: number = world.begin({
    taskId,
    hear: (signal) => {
      if (signal === "SIGTERM") dieAfter(agent, () => agentPid, endWrapper)
    },
  })
  writeTaskFile(directory, "pid", `${agentPid}\n`)
  const monitorPid: number = world.begin({
    hear: (signal) => {
      if (signal === "SIGTERM") dieAfter(monitor, () => monitorPid)
    },
  })
  world.claim(directory, "monitor.lock", monitorPid)
  world.sessions.set("claude-demo", taskId)
  return { directory, wrapperPid, agentPid, monitorPid }
}

const stop = (world: World, directory: string) =>
  world.run(Effect.flatMap(readTask(directory), (task) => stopTask(task, graceSeconds)))

const statusIn = (directory: string) => Effect.runSync(readTask(directory)).status

describe("a stop", () => {
  test("asks agent and monitor to end, and waits for them", async () => {
    const world = makeWorld()
    const { agentPid, directory, monitorPid } = runningTask(world, { agent: 3 })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.events).toEqual([`TERM ${monitorPid}`, `TERM ${agentPid}`])
    expect(world.elapsed()).toBeGreaterThanOrEqual(3)
    expect(world.elapsed()).toBeLessThan(4)
    expect(statusIn(directory)).toBe("stopped")
  })

  test("kills an agent that has not ended after its grace", async () => {
    const world = makeWorld()
    const { agentPid, directory } = runningTask(world, { agent: "never" })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.events).toContain(`KILL ${agentPid}`)
    expect(world.elapsed()).toBeGreaterThanOrEqual(graceSeconds)
  })

  test("kills a monitor that does not leave, and first of all, so that it does not bring the agent back", async () => {
    const world = makeWorld()
    const { agentPid, directory, monitorPid } = runningTask(world, { monitor: "never" })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.events.slice(0, 3)).toEqual([`TERM ${monitorPid}`, `KILL ${monitorPid}`, `TERM ${agentPid}`])
  })

  test("kills a wrapper that does not end after its agent, and ends the session", async () => {
    const world = makeWorld()
    const { directory, wrapperPid } = runningTask(world, { wrapper: "never" })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.events).toContain(`KILL ${wrapperPid}`)
    expect(world.events.at(-1)).toBe("end claude-demo")
  })

  test("ends a monitor that the wrapper has started meanwhile", async () => {
    const world = makeWorld()
    const { directory } = runningTask(world, { agent: 2 })
    let second = 0
    world.after(1, () => {
      second = world.begin()
      world.claim(directory, "monitor.lock", second)
    })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.isAlive(second)).toBe(false)
  })

  test("of an ended task changes nothing", async () => {
    const world = makeWorld()
    const directory = makeTask("demo", { status: "completed" })
    expect(valueOf(await stop(world, directory))).toBe(false)
    expect(world.events).toEqual([])
    expect(statusIn(directory)).toBe("completed")
  })

  test("of a stopped task whose wrapper still runs goes on where the first was killed", async () => {
    const world = makeWorld()
    const { agentPid, directory } = runningTask(world)
    writeTaskFile(directory, "done", "")
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.isAlive(agentPid)).toBe(false)
  })

  test("of a task whose processes are on another host fails, and changes nothing", async () => {
    const world = makeWorld()
    const { directory, monitorPid, wrapperPid } = runningTask(world)
    for (const pid of [monitorPid, wrapperPid]) world.hide(pid)
    expect(await stop(world, directory)).toMatchObject({ _tag: "Failure", cause: { error: { _tag: "TaskElsewhere" } } })
    expect(world.events).toEqual([])
    expect(statusIn(directory)).toBe("running")
  })

  test("leaves another task alone that has the name and the directory when it has come to its end", async () => {
    const world = makeWorld()
    const { directory, wrapperPid } = runningTask(world, { agent: 2 })
    let monitor = 0
    world.after(1, () => {
      changeManifest(directory, ["task_id", "another"], ["status", "running"])
      monitor = world.begin({ hear: () => {} })
      world.claim(directory, "monitor.lock", monitor)
      writeTaskFile(directory, "monitor.pid", `${monitor}\n`)
    })
    expect(valueOf(await stop(world, directory))).toBe(true)
    expect(world.isAlive(wrapperPid)).toBe(false)
    expect(world.isAlive(monitor)).toBe(true)
    expect(has(directory, "monitor.pid")).toBe(true)
  })

  test("that cannot be recorded ends everything all the same, and fails", async () => {
    const world = makeWorld()
    const { directory, ...pids } = runningTask(world)
    const task = Effect.runSync(readTask(directory))
    rmSync(pathOf(directory, "manifest"))
    mkdirSync(pathOf(directory, "manifest"))
    const exit = await world.run(stopTask(task, graceSeconds))
    expect(exit).toMatchObject({ _tag: "Failure", cause: { _tag: "Fail", error: { _tag: "FileError" } } })
    expect(Object.values(pids).filter(world.isAlive)).toEqual([])
  })

  test("leaves nothing alive, whatever ends when", async () => {
    const patience = FastCheck.oneof(FastCheck.constant("never" as const), FastCheck.integer({ min: 0, max: 15 }))
    await FastCheck.assert(
      FastCheck.asyncProperty(patience, patience, patience, async (agent, wrapper, monitor) => {
        const world = makeWorld()
        const { directory, ...pids } = runningTask(world, { agent, wrapper, monitor })
        expect(valueOf(await stop(world, directory))).toBe(true)
        expect(Object.values(pids).filter(world.isAlive)).toEqual([])
        expect([...world.sessions]).toEqual([])
        expect(statusIn(directory)).toBe("stopped")
        expect(
          (["pid", "resume", "monitor.pid", "capturing", "wrapper.lock", "monitor.lock"] as const).filter((file) =>
            has(directory, file),
          ),
        ).toEqual([])
      }),
      { numRuns: 30 },
    )
  })
})
