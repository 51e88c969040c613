import { beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"

import * as Manifest from "../../../../src/protocol/manifest.ts"
import { pathOf } from "../../../../src/protocol/taskDirectory.ts"
import { command } from "../../../../src/tasks/agents/command/agent.ts"
import { type RunRequest, runTask } from "../../../../src/tasks/commands/run.ts"
import { stopTask } from "../../../../src/tasks/commands/stop.ts"
import { readTask, taskNameOf } from "../../../../src/tasks/state/task.ts"
import { SessionRefused } from "../../../../src/tmux/tmux.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes } from "../home.ts"
import { agentOf, aliveOf, changeManifest, type Launch, launchWrappers, withPrograms } from "../launches.ts"
import { orders, ordersOfOne } from "../turns.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { freshDirectory, freshHome, home, makeTask, placeOf } = outliveHomes()

let programs = ""
beforeEach(() => {
  programs = withPrograms(freshDirectory(), "agent", "tmux")
})

const request = (changes: Partial<RunRequest> = {}): RunRequest => ({
  name: Option.getOrThrow(taskNameOf("demo")),
  agent: command,
  model: undefined,
  projectDirectory: programs,
  prompt: undefined,
  variables: { PATH: programs },
  maxRetries: undefined,
  deadlineSeconds: undefined,
  resumeOn: "crash",
  permissions: "skip",
  taskDirectory: undefined,
  existing: "refuse",
  command: ["agent"],
  ...changes,
})

const run = (changes: Partial<RunRequest> = {}) => Effect.either(runTask(request(changes)))

/** How a run that does not give a task has failed. */
const failureOf = <A, E>(exit: Exit.Exit<Either.Either<A, E>>): E => Either.getOrThrow(Either.flip(valueOf(exit)))
const taskOf = <A, E>(exit: Exit.Exit<Either.Either<A, E>>): A => Either.getOrThrow(valueOf(exit))

/** An earlier task of the name, of the same kind as those that are run. */
const earlierTask = (status: string) =>
  makeTask("demo", {
    agent: "command",
    session_name: "command-demo",
    task_id: "11111111-0000-4000-8000-000000000000",
    command: '["agent"]',
    project_dir: programs,
    status,
  })

/** The same while its wrapper and its agent run. */
const runningTask = (world: World, status = "running", agentPatience: number | "never" = 0): Launch => {
  const directory = earlierTask(status)
  const launches = launchWrappers(world, { agentPatience })
  const task = Effect.runSync(readTask(directory))
  changeManifest(directory, ["status", "running"])
  Effect.runSync(world.onStart(task.session, directory))
  changeManifest(directory, ["status", status])
  return Option.getOrThrow(Option.fromNullable(launches[0]))
}

/** What is in the home of all tasks, and beside it. */
const remains = () => ({
  tasks: readdirSync(join(home(), "tasks")).toSorted(),
  ended: existsSync(join(home(), "ended")) ? readdirSync(join(home(), "ended")).length : 0,
})

const statusIn = (directory: string) =>
  Manifest.valueOf(Manifest.fromBytes(readFileSync(pathOf(directory, "manifest"))), "status")

describe("a run", () => {
  test("gives the task once its agent runs", async () => {
    const world = makeWorld()
    launchWrappers(world, { agentAfter: 3 })
    const { already, status } = taskOf(await world.run(run()))
    expect(already).toBe(false)
    expect(status).toMatchObject({ name: "demo", status: "running", session: "command-demo" })
    expect(world.events).toEqual(["start command-demo"])
    expect(world.elapsed()).toBeGreaterThanOrEqual(3)
    expect(world.elapsed()).toBeLessThan(3.1)
    expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
  })

  test("waits 20 s for an agent on a busy machine", async () => {
    const world = makeWorld()
    launchWrappers(world, { agentAfter: 19 })
    expect(taskOf(await world.run(run())).status.status).toBe("running")
  })

  test("that gets no agent within 20 s ends the wrapper, and leaves nothing", async () => {
    const world = makeWorld()
    const launches = launchWrappers(world, { agentAfter: 300 })
    expect(failureOf(await world.run(run()))).toMatchObject({ _tag: "LaunchFailed", name: "demo" })
    expect(world.elapsed()).toBeGreaterThanOrEqual(20)
    expect(world.elapsed()).toBeLessThan(30)
    expect(launches.map(({ wrapper }) => world.isAlive(wrapper))).toEqual([false])
    expect([...world.sessions]).toEqual([])
    expect(remains()).toEqual({ tasks: [], ended: 0 })
  })

  test("whose wrapper ends without an agent tells its last line at once, and leaves nothing", async () => {
    const world = makeWorld()
    launchWrappers(world, { agentAfter: "never", endsAfter: 1, says: "wrapper: no agent" })
    expect(failureOf(await world.run(run()))).toMatchObject({ _tag: "LaunchFailed", said: "wrapper: no agent" })
    expect(world.elapsed()).toBeLessThan(2)
    expect(remains()).toEqual({ tasks: [], ended: 0 })
  })

  test("that fails puts the ended task of its name back", async () => {
    const world = makeWorld()
    writeTaskFile(earlierTask("completed"), "done", "")
    launchWrappers(world, { agentAfter: "never", endsAfter: 1 })
    expect(failureOf(await world.run(run()))._tag).toBe("LaunchFailed")
    expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
    expect(statusIn(placeOf("demo"))).toBe("completed")
  })

  test("that tmux refuses leaves nothing, and ends no session", async () => {
    const world = makeWorld()
    world.onStart = (session) => Effect.fail(new SessionRefused({ session, said: "no room" }))
    expect(failureOf(await world.run(run()))).toMatchObject({ _tag: "SessionRefused", said: "no room" })
    expect(world.events).toEqual(["start command-demo"])
    expect(remains()).toEqual({ tasks: [], ended: 0 })
  })

  test("whose session has its name from another program leaves that alone", async () => {
    const world = makeWorld()
    world.sessions.set("command-demo", undefined)
    expect(failureOf(await world.run(run()))._tag).toBe("SessionNameTaken")
    expect([...world.sessions.keys()]).toEqual(["command-demo"])
    expect(remains()).toEqual({ tasks: [], ended: 0 })
  })

  test("whose task is stopped meanwhile, at any moment, gives the task, and leaves it there and stopped", async () => {
    const seconds = FastCheck.integer({ min: 1, max: 15 }).map((tenths) => tenths / 10)
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, seconds, seconds, async (order, at, agentAfter) => {
        freshHome()
        const world = makeWorld()
        const launches = launchWrappers(world, { agentAfter, agentPatience: 0.5 })
        const stop = Effect.suspend(() => Effect.flatMap(readTask(placeOf("demo")), (task) => stopTask(task, 2)))
        const ends = await world.runTogether<unknown, unknown>(order, runTask(request()), Effect.delay(stop, at * 1000))
        expect(ends.map(Exit.isSuccess)).toEqual([true, true])
        expect(statusIn(placeOf("demo"))).toBe("stopped")
        expect(aliveOf(world, launches)).toEqual([])
        expect([...world.sessions]).toEqual([])
        expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
      }),
      { numRuns: 20 },
    )
  })

  test("keeps a directory that the user had made, empty, when it fails", async () => {
    const world = makeWorld()
    const taskDirectory = join(freshDirectory(), "own")
    mkdirSync(taskDirectory, { mode: 0o700 })
    launchWrappers(world, { agentAfter: "never", endsAfter: 1 })
    expect(failureOf(await world.run(run({ taskDirectory })))._tag).toBe("LaunchFailed")
    expect(readdirSync(taskDirectory)).toEqual([])
    expect(remains()).toEqual({ tasks: [], ended: 0 })
  })
})

describe("a run of a name that a task has", () => {
  test.each([["refuse"], ["keep"], ["replace"]] as const)("takes it after an end (%s)", async (existing) => {
    const world = makeWorld()
    earlierTask("completed")
    launchWrappers(world)
    expect(taskOf(await world.run(run({ existing }))).already).toBe(false)
    expect(remains()).toEqual({ tasks: ["demo"], ended: 1 })
  })

  test("waits for the wrapper and the monitor of an ended task", async () => {
    const world = makeWorld()
    const directory = earlierTask("completed")
    const wrapper = world.begin({ hear: () => {} })
    world.claim(directory, "wrapper.lock", wrapper)
    world.after(1, () => world.die(wrapper))
    const monitor = world.begin({ hear: () => {} })
    world.claim(directory, "monitor.lock", monitor)
    world.after(2, () => world.die(monitor))
    launchWrappers(world)
    expect(taskOf(await world.run(run())).already).toBe(false)
    expect(world.elapsed()).toBeGreaterThanOrEqual(2)
    expect(world.events).toEqual(["start command-demo"])
  })

  test("that still runs is refused, and the task goes on", async () => {
    const world = makeWorld()
    const launch = runningTask(world)
    expect(failureOf(await world.run(run()))).toMatchObject({ _tag: "NameInUse", status: "running" })
    expect(aliveOf(world, [launch]).length).toBe(2)
    expect(world.events).toEqual([])
    expect(statusIn(launch.directory)).toBe("running")
    expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
  })

  test("that still runs is kept where the caller wants that", async () => {
    const world = makeWorld()
    const launch = runningTask(world)
    const { already, status } = taskOf(await world.run(run({ existing: "keep" })))
    expect({ already, pid: status.pid }).toEqual({ already: true, pid: agentOf(launch) })
    expect(world.events).toEqual([])
  })

  test("that still runs is stopped and set aside where the caller replaces it", async () => {
    const world = makeWorld()
    const launch = runningTask(world)
    const launches = launchWrappers(world)
    const { already, status } = taskOf(await world.run(run({ existing: "replace" })))
    expect(aliveOf(world, [launch])).toEqual([])
    expect({ already, pid: status.pid }).toEqual({ already: false, pid: agentOf(launches[0]) })
    expect(readdirSync(join(home(), "ended")).map((entry) => statusIn(join(home(), "ended", entry)))).toEqual([
      "stopped",
    ])
    expect(remains()).toEqual({ tasks: ["demo"], ended: 1 })
  })

  test.each([
    ["runs", "running", "wrapper.lock"],
    ["is being stopped", "stopped", "wrapper.lock"],
    ["is being put away", "completed", "monitor.lock"],
  ] as const)("that %s on another host cannot be replaced from here", async (_, status, file) => {
    const world = makeWorld()
    const directory = earlierTask("running")
    changeManifest(directory, ["status", status])
    const holder = world.begin()
    world.claim(directory, file, holder)
    world.hide(holder)
    launchWrappers(world)
    expect(failureOf(await world.run(run({ existing: "replace" })))).toMatchObject({
      _tag: "TaskElsewhere",
      elsewhere: { host: "another" },
    })
    expect(world.events).toEqual([])
    expect(statusIn(directory)).toBe(status)
    expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
  })

  test("that is just being stopped is refused", async () => {
    const world = makeWorld()
    runningTask(world, "stopped")
    expect(failureOf(await world.run(run()))).toMatchObject({ _tag: "NameInUse", status: "stopping" })
  })

  test("waits with --if-absent for a task that is being stopped, and then takes its name", async () => {
    const world = makeWorld()
    const stopping = runningTask(world, "stopped")
    world.after(2, () => world.die(stopping.wrapper))
    const { already, status } = taskOf(await world.run(run({ existing: "keep" })))
    expect({ already, status: status.status }).toEqual({ already: false, status: "running" })
    expect(world.elapsed()).toBeGreaterThanOrEqual(2)
    expect(remains()).toEqual({ tasks: ["demo"], ended: 1 })
  })

  test("that is lost is refused, also where a running one would be kept", async () => {
    for (const existing of ["refuse", "keep"] as const) {
      earlierTask("running")
      expect(failureOf(await makeWorld().run(run({ existing })))).toMatchObject({ _tag: "NameInUse", status: "lost" })
    }
  })

  test.each([["refuse"], ["keep"], ["replace"]] as const)(
    "of a newer version leaves it alone (%s)",
    async (existing) => {
      const world = makeWorld()
      const directory = earlierTask("completed")
      changeManifest(directory, ["format", "99"], ["writer", "9.0.0"])
      const before = readFileSync(pathOf(directory, "manifest"), "utf8")
      expect(failureOf(await world.run(run({ existing })))._tag).toBe("NewerFormat")
      expect(readFileSync(pathOf(directory, "manifest"), "utf8")).toBe(before)
      expect(remains()).toEqual({ tasks: ["demo"], ended: 0 })
    },
  )
})

describe("of runs of one name at once, whoever comes first at any moment,", () => {
  const earlier = FastCheck.constantFrom("none", "completed", "stopped")

  test("exactly one wins, and nothing else is left", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.integer({ min: 2, max: 4 }),
        orders,
        earlier,
        FastCheck.constantFrom(0, 0.1, 0.3),
        async (many, order, before, agentAfter) => {
          const world = makeWorld()
          freshHome()
          if (before !== "none") earlierTask(before)
          const launches = launchWrappers(world, { agentAfter })
          const exits = (await world.runTogether(order, ...Array.from({ length: many }, () => run()))).map(valueOf)
          expect(exits.filter(Either.isRight).map(({ right }) => right.status.status)).toEqual(["running"])
          expect(exits.filter(Either.isLeft).map(({ left }) => left._tag)).toEqual(
            Array.from({ length: many - 1 }, () => "NameInUse"),
          )
          expect(launches.length).toBe(1)
          expect(aliveOf(world, launches).length).toBe(2)
          expect([...world.sessions.keys()]).toEqual(["command-demo"])
          expect(remains()).toEqual({ tasks: ["demo"], ended: before === "none" ? 0 : 1 })
        },
      ),
      { numRuns: 30 },
    )
  })

  test("one starts the task and the other keeps it, where both want that", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, earlier, async (order, before) => {
        const world = makeWorld()
        freshHome()
        if (before !== "none") earlierTask(before)
        const launches = launchWrappers(world, { agentAfter: 0.2 })
        const exits = await world.runTogether(order, run({ existing: "keep" }), run({ existing: "keep" }))
        expect(exits.map((exit) => taskOf(exit).already).toSorted()).toEqual([false, true])
        expect(launches.length).toBe(1)
        expect(remains()).toEqual({ tasks: ["demo"], ended: before === "none" ? 0 : 1 })
      }),
      { numRuns: 30 },
    )
  })

  test("both that replace a task start one, and the last one is left", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(orders, async (order) => {
        const world = makeWorld()
        freshHome()
        const earlierLaunch = runningTask(world)
        const launches = launchWrappers(world)
        const replacing = run({ existing: "replace" })
        const exits = await world.runTogether(order, replacing, replacing)
        expect(exits.map((exit) => taskOf(exit).already)).toEqual([false, false])
        expect(aliveOf(world, [earlierLaunch, ...launches])).toEqual(aliveOf(world, launches.slice(-1)))
        expect(aliveOf(world, launches).length).toBe(2)
        expect([...world.sessions.keys()]).toEqual(["command-demo"])
        expect(remains()).toEqual({ tasks: ["demo"], ended: 2 })
      }),
      { numRuns: 30 },
    )
  })
})

describe("after a run that was killed at any moment", () => {
  test("another one of the name can replace what it left", async () => {
    await FastCheck.assert(
      FastCheck.asyncProperty(
        ordersOfOne,
        FastCheck.nat({ max: 150 }),
        FastCheck.boolean(),
        async (order, turns, isRunning) => {
          const world = makeWorld()
          freshHome()
          const earlier = isRunning ? [runningTask(world, "running", "never")] : []
          const launches = launchWrappers(world)
          await world.runKilled(order, turns, run({ existing: "replace" }))
          expect(taskOf(await world.run(run({ existing: "replace" }))).status.status).toBe("running")
          expect(aliveOf(world, earlier)).toEqual([])
          expect(aliveOf(world, launches).length).toBe(2)
          expect([...world.sessions.keys()]).toEqual(["command-demo"])
        },
      ),
      { numRuns: 30 },
    )
  })
})
