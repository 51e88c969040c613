import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"

import * as Environment from "../../../../src/os/process/environment.ts"
import * as Manifest from "../../../../src/protocol/manifest.ts"
import { has, pathOf } from "../../../../src/protocol/taskDirectory.ts"
import { restoreTasks, resumeTask } from "../../../../src/tasks/commands/resume.ts"
import { stopTask } from "../../../../src/tasks/commands/stop.ts"
import { readTask } from "../../../../src/tasks/state/task.ts"
import { SessionRefused } from "../../../../src/tmux/tmux.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes } from "../home.ts"
import { agentOf, aliveOf, changeManifest, launchWrappers, withPrograms } from "../launches.ts"
import { orders, ordersOfOne } from "../turns.ts"
import { makeWorld, valueOf, writeTaskFile } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { freshDirectory, freshHome, makeTask } = outliveHomes()

let programs = ""
beforeEach(() => {
  programs = withPrograms(freshDirectory(), "claude", "agent", "tmux")
})

const taskId = (name: string) => `11111111-0000-4000-8000-${Buffer.from(name.padEnd(6)).toString("hex")}`

/** A task with this status; no process is at work on it. */
const idleTask = (status: string, values: Readonly<Record<string, string>> = {}, name = "demo") => {
  const directory = makeTask(name, {
    task_id: taskId(name),
    session_name: `claude-${name}`,
    project_dir: programs,
    status,
    retry_count: "3",
    conversation: "c0ffee",
    ...values,
  })
  writeFileSync(pathOf(directory, "environment"), Environment.toBytes({ PATH: programs }))
  return directory
}

const completedTask = (values: Readonly<Record<string, string>> = {}) => {
  const ended = { exit_code: "0", finished_at: "2026-11-21T07:00:00Z", notified_at: "2026-11-21T07:00:01Z" }
  const directory = idleTask("completed", { ...ended, ...values })
  writeTaskFile(directory, "exit_code", "0\n")
  writeTaskFile(directory, "done", "")
  return directory
}

const resume = (directory: string, prompt?: string) =>
  Effect.either(
    Effect.flatMap(readTask(directory), (task) =>
      resumeTask(task, prompt === undefined ? undefined : Buffer.from(prompt)),
    ),
  )

const manifestIn = (directory: string) => Manifest.fromBytes(readFileSync(pathOf(directory, "manifest")))
const valueIn = (directory: string, key: string) => Manifest.valueOf(manifestIn(directory), key) || undefined

/** All that the directory holds; an empty value of the manifest counts as none, and the order of its lines does not. */
const contentOf = (directory: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(directory)
      .toSorted()
      .map((file) => {
        const text = readFileSync(join(directory, file), "utf8")
        const lines = text.split("\n").filter((line) => !line.endsWith("="))
        return [file, file === "manifest" ? lines.toSorted().join("\n") : text]
      }),
  )

/** Seconds from a session to its agent. */
const agentDelays = FastCheck.constantFrom(0, 0.1, 0.3)

describe("a resume", () => {
  test.each([["completed"], ["failed"], ["stopped"], ["abandoned"], ["running"]])(
    "brings a task back that is at rest (%s), with a new budget and deadline",
    async (status) => {
      const world = makeWorld()
      const directory = idleTask(status, { stopped_at: "2026-11-21T07:00:00Z", abandon_reason: "deadline" })
      const launches = launchWrappers(world)
      const resumed = Either.getOrThrow(valueOf(await world.run(resume(directory))))
      expect(resumed.status).toMatchObject({ status: "running", pid: agentOf(launches[0]), retries: 0 })
      expect(valueIn(directory, "stopped_at")).toBeUndefined()
      expect(valueIn(directory, "abandon_reason")).toBeUndefined()
      expect(Date.parse(valueIn(directory, "deadline_at") ?? "")).toBeGreaterThan(Date.now())
    },
  )

  test("removes the marks of the end before it starts anything", async () => {
    const world = makeWorld()
    const directory = completedTask()
    const seen: Array<ReadonlyArray<string>> = []
    launchWrappers(world)
    const start = world.onStart
    world.onStart = (...session) => {
      seen.push(readdirSync(directory).toSorted())
      return start(...session)
    }
    await world.run(resume(directory))
    expect(seen).toEqual([["capturing", "environment", "manifest", "resume"]])
  })

  test("of a running task is refused, and changes nothing", async () => {
    const world = makeWorld()
    const directory = idleTask("running")
    launchWrappers(world)
    await world.run(resume(directory))
    const before = contentOf(directory)
    expect(valueOf(await world.run(resume(directory)))).toMatchObject({ _tag: "Left", left: { _tag: "StillRunning" } })
    expect(contentOf(directory)).toEqual(before)
    expect(world.events).toEqual(["start claude-demo"])
  })

  test("waits for a wrapper and a monitor that put the end away", async () => {
    const world = makeWorld()
    const directory = completedTask()
    const wrapper = world.begin({ hear: () => {} })
    const monitor = world.begin({ hear: () => {} })
    world.claim(directory, "wrapper.lock", wrapper)
    world.claim(directory, "monitor.lock", monitor)
    world.after(1, () => world.die(wrapper))
    world.after(2, () => world.die(monitor))
    launchWrappers(world)
    expect(Either.isRight(valueOf(await world.run(resume(directory))))).toBe(true)
    expect(world.elapsed()).toBeGreaterThanOrEqual(2)
    expect(world.events).toEqual(["start claude-demo"])
  })

  test("kills a monitor that does not come to an end with it", async () => {
    const world = makeWorld()
    const directory = completedTask()
    const monitor = world.begin({ hear: () => {} })
    world.claim(directory, "monitor.lock", monitor)
    launchWrappers(world)
    expect(Either.isRight(valueOf(await world.run(resume(directory))))).toBe(true)
    expect(world.events).toEqual([`KILL ${monitor}`, "start claude-demo"])
  })

  test("of a task whose wrapper never ends gives up", async () => {
    const world = makeWorld()
    const directory = completedTask()
    world.claim(directory, "wrapper.lock", world.begin({ hear: () => {} }))
    const before = contentOf(directory)
    expect(valueOf(await world.run(resume(directory)))).toMatchObject({ _tag: "Left", left: { _tag: "StillRunning" } })
    expect(contentOf(directory)).toEqual(before)
    expect(world.events).toEqual([])
  })

  test("ends a session of the task that is left", async () => {
    const world = makeWorld()
    const directory = completedTask()
    world.sessions.set("claude-demo", taskId("demo"))
    launchWrappers(world)
    expect(Either.isRight(valueOf(await world.run(resume(directory))))).toBe(true)
    expect(world.events).toEqual(["end claude-demo", "start claude-demo"])
  })

  test("hands the agent's conversation what it is told", async () => {
    const world = makeWorld()
    const directory = completedTask()
    launchWrappers(world)
    await world.run(resume(directory, "and now?"))
    expect(readFileSync(pathOf(directory, "continuation"), "utf8")).toBe("and now?")
  })

  test("adds what it is told to the first prompt where there is no conversation yet", async () => {
    const world = makeWorld()
    const directory = idleTask("stopped", { conversation: "" })
    writeTaskFile(directory, "prompt", "first")
    launchWrappers(world)
    await world.run(resume(directory, "second"))
    expect(readFileSync(pathOf(directory, "prompt"), "utf8")).toBe("first\n\nsecond")
  })

  const refusals: ReadonlyArray<readonly [string, string, (world: ReturnType<typeof makeWorld>) => void]> = [
    [
      "tmux refuses",
      "SessionRefused",
      (world) => (world.onStart = (session) => Effect.fail(new SessionRefused({ session, said: "no" }))),
    ],
    [
      "its session belongs to another program",
      "SessionNameTaken",
      (world) => world.sessions.set("claude-demo", undefined),
    ],
    [
      "its wrapper ends without an agent",
      "LaunchFailed",
      (world) => launchWrappers(world, { agentAfter: "never", endsAfter: 1 }),
    ],
    ["it gets no agent in 20 s", "LaunchFailed", (world) => launchWrappers(world, { agentAfter: 300 })],
    ["its agent is not on PATH", "NoAgent", () => rmSync(join(programs, "claude"))],
    ["its project is gone", "BadProjectDirectory", () => rmSync(programs, { recursive: true })],
  ]
  test.each(refusals)("leaves the task as it was where %s", async (_, tag, arrange) => {
    const world = makeWorld()
    const directory = completedTask()
    writeTaskFile(directory, "continuation", "said before")
    const before = contentOf(directory)
    arrange(world)
    expect(valueOf(await world.run(resume(directory, "and now?")))).toMatchObject({ _tag: "Left", left: { _tag: tag } })
    const { "output.log": _output, "wrapper.lock": _lock, capturing: _capturing, ...after } = contentOf(directory)
    expect(after).toEqual(before)
  })

  test.each([
    ["running", "wrapper.lock"],
    ["abandoned", "wrapper.lock"],
    ["completed", "monitor.lock"],
  ] as const)("leaves the task as it was where a process of it is on another host (%s)", async (status, file) => {
    const world = makeWorld()
    const directory = idleTask("running")
    changeManifest(directory, ["status", status])
    const holder = world.begin()
    world.claim(directory, file, holder)
    world.hide(holder)
    const before = contentOf(directory)
    expect(valueOf(await world.run(resume(directory)))).toMatchObject({ left: { _tag: "TaskElsewhere" } })
    expect(contentOf(directory)).toEqual(before)
    expect(world.events).toEqual([])
  })

  test("with a prompt leaves a task as it was whose agent takes none", async () => {
    const world = makeWorld()
    const directory = completedTask({ agent: "command", command: '["agent"]' })
    const before = contentOf(directory)
    expect(valueOf(await world.run(resume(directory, "and now?")))).toMatchObject({ left: { _tag: "NoConversation" } })
    expect(contentOf(directory)).toEqual(before)
    expect(world.events).toEqual([])
  })

  test("of two at once, whoever comes first at any moment, one brings the task back", async () => {
    const status = FastCheck.constantFrom("completed", "stopped", "running")
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, status, agentDelays, async (order, before, agentAfter) => {
        freshHome()
        const world = makeWorld()
        const directory = idleTask(before)
        const launches = launchWrappers(world, { agentAfter })
        const exits = (await world.runTogether(order, resume(directory), resume(directory))).map(valueOf)
        expect(exits.filter(Either.isRight).length).toBe(1)
        expect(exits.filter(Either.isLeft).map(({ left }) => left._tag)).toEqual(["StillRunning"])
        expect(aliveOf(world, launches).length).toBe(2)
        expect(launches.length).toBe(1)
        expect(valueIn(directory, "status")).toBe("running")
      }),
      { numRuns: 20 },
    )
  })

  test("of a task that is stopped meanwhile, at any moment, gives the stopped task, and leaves it so", async () => {
    const status = FastCheck.constantFrom("completed", "running", "abandoned")
    const seconds = FastCheck.integer({ min: 1, max: 15 }).map((tenths) => tenths / 10)
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, status, seconds, seconds, async (order, before, at, agentAfter) => {
        freshHome()
        const world = makeWorld()
        const directory = before === "completed" ? completedTask() : idleTask(before)
        const launches = launchWrappers(world, { agentAfter, agentPatience: 0.5 })
        const stop = Effect.flatMap(readTask(directory), (task) => stopTask(task, 2))
        const [resumed, stopped] = await world.runTogether<unknown, unknown>(
          order,
          Effect.flatten(resume(directory)),
          Effect.delay(stop, at * 1000),
        )
        expect([resumed, stopped].map((exit) => exit && Exit.isSuccess(exit))).toEqual([true, true])
        expect(valueIn(directory, "status")).toBe("stopped")
        expect(has(directory, "done")).toBe(false)
        expect(aliveOf(world, launches)).toEqual([])
        expect([...world.sessions]).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  test("that was killed at any moment can be made again", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(ordersOfOne, FastCheck.nat({ max: 100 }), async (order, turns) => {
        freshHome()
        const world = makeWorld()
        const directory = completedTask()
        const launches = launchWrappers(world, { agentAfter: 0.1 })
        await world.runKilled(order, turns, resume(directory))
        const begun = launches.length > 0
        // For 10 s the task may seem to start.
        await world.run(Effect.sleep(11_000))
        const again = valueOf(await world.run(resume(directory)))
        expect(Either.match(again, { onLeft: ({ _tag }) => _tag, onRight: ({ status }) => status.status })).toBe(
          begun ? "StillRunning" : "running",
        )
        await world.run(Effect.sleep(1000))
        expect(aliveOf(world, launches).length).toBe(2)
      }),
      { numRuns: 20 },
    )
  })
})

describe("a restore", () => {
  const restore = Effect.map(restoreTasks, (restored) => restored.map(({ action, name }) => `${name}: ${action}`))

  test("brings back what should run, and leaves the rest", async () => {
    const world = makeWorld()
    idleTask("running", {}, "lost")
    idleTask("crashed", {}, "dead")
    idleTask("completed", {}, "ended")
    idleTask("stopped", {}, "stopped")
    const launches = launchWrappers(world)
    expect(valueOf(await world.run(restore))).toEqual([
      "dead: resumed",
      "ended: ended",
      "lost: resumed",
      "stopped: ended",
    ])
    expect(aliveOf(world, launches).length).toBe(4)
    expect(valueOf(await world.run(restore))).toEqual([
      "dead: already running",
      "ended: ended",
      "lost: already running",
      "stopped: ended",
    ])
    expect(launches.length).toBe(2)
  })

  test("keeps the retries of a task, and its deadline", async () => {
    const world = makeWorld()
    const directory = idleTask("running")
    launchWrappers(world)
    await world.run(restore)
    expect(valueIn(directory, "retry_count")).toBe("3")
    expect(valueIn(directory, "deadline_at")).toBe("2026-11-21T11:00:00Z")
  })

  test("waits for a moment whether a monitor takes a task over whose agent has just died", async () => {
    const world = makeWorld()
    const directory = idleTask("crashed")
    const wrapper = world.begin()
    world.die(wrapper)
    world.claim(directory, "wrapper.lock", wrapper)
    const justNow = Date.now() / 1000
    utimesSync(pathOf(directory, "manifest"), justNow, justNow)
    world.after(1, () => world.claim(directory, "monitor.lock", world.begin({ hear: () => {} })))
    expect(valueOf(await world.run(restore))).toEqual(["demo: already running"])
    expect(world.events).toEqual([])
    expect(world.elapsed()).toBeLessThan(2)
  })

  test("goes on after a task that cannot be brought back", async () => {
    const world = makeWorld()
    idleTask("running", { agent: "command", command: '["gone"]' }, "a")
    const damaged = idleTask("running", {}, "b")
    rmSync(pathOf(damaged, "manifest"))
    mkdirSync(pathOf(damaged, "manifest"))
    changeManifest(idleTask("running", {}, "c"), ["format", "99"], ["writer", "9.0.0"])
    idleTask("running", {}, "d")
    launchWrappers(world)
    const restored = valueOf(await world.run(restoreTasks))
    expect(restored.map((each) => (each.action === "failed" ? each.error._tag : each.action))).toEqual([
      "NoAgent",
      "Damaged",
      "NewerFormat",
      "resumed",
    ])
  })

  test("beside another one, whoever comes first at any moment, starts each task once", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, agentDelays, async (order, agentAfter) => {
        freshHome()
        const world = makeWorld()
        const directories = [idleTask("running", {}, "one"), idleTask("crashed", {}, "two")]
        const launches = launchWrappers(world, { agentAfter })
        const exits = (await world.runTogether(order, restoreTasks, restoreTasks)).map(valueOf)
        const actions = exits.flat().map(({ action, name }) => `${name}: ${action}`)
        expect(actions.toSorted()).toEqual([
          "one: already running",
          "one: resumed",
          "two: already running",
          "two: resumed",
        ])
        expect(launches.map(({ directory }) => directory).toSorted()).toEqual(directories)
        expect(aliveOf(world, launches).length).toBe(4)
      }),
      { numRuns: 20 },
    )
  })

  test("beside a stop, whoever comes first at any moment, leaves the task stopped", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, agentDelays, async (order, agentAfter) => {
        freshHome()
        const world = makeWorld()
        const directory = idleTask("running")
        const launches = launchWrappers(world, { agentAfter })
        const stop = Effect.flatMap(readTask(directory), (task) => stopTask(task, 2))
        const restoring = Effect.map(restoreTasks, (restored) => restored.map(({ action }) => action))
        const [restored] = await world.runTogether<unknown, unknown>(order, restoring, stop)
        expect(restored).toMatchObject({ _tag: "Success", value: [expect.not.stringMatching("failed")] })
        expect(valueIn(directory, "status")).toBe("stopped")
        expect(aliveOf(world, launches)).toEqual([])
        expect([...world.sessions]).toEqual([])
      }),
      { numRuns: 20 },
    )
  })

  test("beside a resume starts the task once", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, async (order) => {
        freshHome()
        const world = makeWorld()
        const directory = idleTask("running")
        const launches = launchWrappers(world, { agentAfter: 0.2 })
        const restoring = Effect.asVoid(restoreTasks)
        await world.runTogether<unknown, unknown>(order, restoring, resume(directory))
        expect(launches.length).toBe(1)
        expect(aliveOf(world, launches).length).toBe(2)
      }),
      { numRuns: 20 },
    )
  })
})
