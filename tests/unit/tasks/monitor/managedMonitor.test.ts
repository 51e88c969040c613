import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"

import * as Environment from "../../../../src/os/process/environment.ts"
import * as Manifest from "../../../../src/protocol/manifest.ts"
import { has, pathOf, timestamp } from "../../../../src/protocol/taskDirectory.ts"
import { resumeTask } from "../../../../src/tasks/commands/resume.ts"
import { stopTask } from "../../../../src/tasks/commands/stop.ts"
import { managedMonitor } from "../../../../src/tasks/monitor/managedMonitor.ts"
import { readTask } from "../../../../src/tasks/state/task.ts"
import { monitoredTask } from "../../../../src/tasks/steps/monitorProcess.ts"
import { busyMachineMillis } from "../../system.ts"
import { hideUser, outliveHomes, silence } from "../home.ts"
import { agentOf, aliveOf, changeManifest, launchWrappers, withPrograms, type Wrapper } from "../launches.ts"
import { orders } from "../turns.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"
import { makeWorldAlarms } from "./worldAlarms.ts"

setDefaultTimeout(busyMachineMillis)

const { freshDirectory, freshHome, makeTask } = outliveHomes()
hideUser()
silence()

/** A running task of `outlive run`, whose wrappers behave so; and its launches, the first of which is there. */
const runningTask = (
  world: World,
  behaviour: Wrapper | ((launch: number) => Wrapper) = {},
  values: Readonly<Record<string, string>> = {},
) => {
  const directory = makeTask("demo", {
    agent: "command",
    session_name: "command-demo",
    command: '["agent"]',
    deadline_at: timestamp(Date.now() + 18_000_000),
    ...values,
  })
  const launches = launchWrappers(world, behaviour)
  Effect.runSync(world.onStart(Effect.runSync(readTask(directory)).session, directory))
  return { directory, launches }
}

const watch = (directory: string) => managedMonitor(directory, makeWorldAlarms().alarms)

const valueIn = (directory: string, key: string) =>
  Manifest.valueOf(Manifest.fromBytes(readFileSync(pathOf(directory, "manifest"))), key) || undefined

/** The agent of the task ends, and its wrapper records that. */
const complete = (directory: string, exitCode = "0") => {
  changeManifest(directory, ["status", exitCode === "0" ? "completed" : "failed"], ["exit_code", exitCode])
  writeTaskFile(directory, "exit_code", `${exitCode}\n`)
  writeTaskFile(directory, "done", "")
}

describe("a monitor of a task of outlive run", () => {
  test("waits for its end, puts it away, and is told of by the records only until then", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.after(40, () => {
      complete(directory)
      world.die(agentOf(launches[0]))
    })
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(valueIn(directory, "notified_at")).toBeDefined()
    expect([...world.sessions]).toEqual([])
    expect((["monitor.pid", "monitor.lock", "capturing"] as const).filter((file) => has(directory, file))).toEqual([])
    expect(launches.length).toBe(1)
  })

  test("brings back an agent whose wrapper was killed, and ends before what is left of it", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, (launch) => (launch === 0 ? { agentPatience: "never" } : {}))
    const first = agentOf(launches[0])
    world.after(40, () => launches[0] !== undefined && world.die(launches[0].wrapper))
    world.after(60, () => complete(directory))
    world.after(60, () => world.die(agentOf(launches[1])))
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(world.isAlive(first)).toBe(false)
    expect(launches.length).toBe(2)
    expect(world.events.indexOf(`KILL ${first}`)).toBeLessThan(world.events.indexOf("start command-demo"))
    expect(valueIn(directory, "retry_count")).toBe("1")
  })

  test("gives up when its agent has died too often, and leaves nothing", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, {}, { max_retries: "3" })
    const killNext = () => {
      world.after(20, () => {
        const launch = launches.at(-1)
        if (launch?.agent !== undefined) world.die(launch.agent)
        if (launches.length < 5) killNext()
      })
    }
    killNext()
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect(launches.length).toBe(4)
    expect([valueIn(directory, "status"), valueIn(directory, "abandon_reason")]).toEqual([
      "abandoned",
      "max_retries_exceeded",
    ])
    expect(aliveOf(world, launches)).toEqual([])
  })

  test("does not bring a task back that is never to go on", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, {}, { resume_on: "never" })
    world.after(40, () => world.die(agentOf(launches[0])))
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect(launches.length).toBe(1)
    expect(valueIn(directory, "status")).toBe("abandoned")
  })

  test("ends an agent at its deadline, with a KILL if need be", async () => {
    const world = makeWorld()
    const deadline = timestamp(Date.now() + 60_000)
    const { directory, launches } = runningTask(world, { agentPatience: "never" }, { deadline_at: deadline })
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect([valueIn(directory, "status"), valueIn(directory, "abandon_reason")]).toEqual(["abandoned", "deadline"])
    expect(aliveOf(world, launches)).toEqual([])
    expect([...world.sessions]).toEqual([])
    expect(world.elapsed()).toBeGreaterThan(55)
    expect(world.elapsed()).toBeLessThan(75)
  })

  test("gives up an agent that hangs again and again, and ends it", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, { agentPatience: "never" }, { max_retries: "2" })
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect(launches.length).toBe(3)
    expect(valueIn(directory, "abandon_reason")).toBe("max_retries_exceeded")
    expect(aliveOf(world, launches)).toEqual([])
    expect([...world.sessions]).toEqual([])
  })

  test("holds a task to its deadline that was brought back", async () => {
    const world = makeWorld()
    const deadline = timestamp(Date.now() + 80_000)
    const { directory, launches } = runningTask(world, {}, { deadline_at: deadline })
    world.after(40, () => world.die(agentOf(launches[0])))
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect(launches.length).toBe(2)
    expect(valueIn(directory, "abandon_reason")).toBe("deadline")
    expect(world.elapsed()).toBeLessThan(95)
  })

  test("does not bring back a task that a user stops between two agents", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.after(40, () => world.die(agentOf(launches[0])))
    world.after(41, () => changeManifest(directory, ["status", "stopped"]))
    valueOf(await world.run(watch(directory)))
    expect(launches.length).toBe(1)
    expect(valueIn(directory, "status")).toBe("stopped")
  })

  test("tries again where tmux starts no session", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.after(40, () => world.die(agentOf(launches[0])))
    world.after(41, () => world.sessions.set("command-demo", undefined))
    world.after(200, () => world.sessions.delete("command-demo"))
    // The next attempt comes within 100 s; later it would count as hung.
    world.after(350, () => complete(directory))
    world.after(350, () => world.die(agentOf(launches[1])))
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(launches.length).toBe(2)
    expect(world.events.filter((event) => event === "start command-demo").length).toBeGreaterThan(1)
  })

  test("that is told to leave leaves the agent at work", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.after(40, () => world.tell("SIGTERM"))
    expect(valueOf(await world.run(watch(directory)))).toBe(143)
    expect(aliveOf(world, launches).length).toBe(2)
    expect(has(directory, "monitor.lock")).toBe(false)
    expect(valueIn(directory, "status")).toBe("running")
  })

  test("finds a hung agent, and ends it before it brings it back", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    // It has printed nothing since its start.
    world.after(400, () => {
      complete(directory)
      const last = launches.at(-1)
      if (last?.agent !== undefined) world.die(last.agent)
    })
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(launches.length).toBeGreaterThan(1)
    expect(world.events.slice(0, 2)).toEqual([`TERM ${agentOf(launches[0])}`, "start command-demo"])
  })
})

test("a task that is stopped does not come back, at whatever moment of its agent's death and resume that is", async () => {
  // 3 s after the start the monitor records that the agent has crashed, and begins to bring it back.
  const seconds = FastCheck.oneof(
    FastCheck.constant(3),
    FastCheck.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10),
  )
  const patience = FastCheck.constantFrom<number | "never">(0, 1, "never")
  await FastCheck.assert(
    FastCheck.asyncProperty(seconds, orders, patience, async (at, order, agentPatience) => {
      freshHome()
      const world = makeWorld()
      const { directory, launches } = runningTask(world, { agentAfter: 0.5, agentPatience })
      const { alarms, raise } = makeWorldAlarms()
      world.after(1, () => {
        world.die(agentOf(launches[0]))
        raise("task changed")
      })
      const stop = Effect.flatMap(readTask(directory), (task) => Effect.delay(stopTask(task, 1), at * 1000))
      const [, stopped] = await world.runTogether<unknown, unknown>(order, managedMonitor(directory, alarms), stop)
      expect(stopped).toMatchObject({ _tag: "Success", value: true })
      const begun = launches.length
      await world.run(Effect.sleep(60_000))
      expect(valueIn(directory, "status")).toBe("stopped")
      expect(aliveOf(world, launches)).toEqual([])
      expect([...world.sessions]).toEqual([])
      expect(launches.length).toBe(begun)
    }),
    { numRuns: 30 },
  )
})

test("a task that is resumed while its monitor puts it away goes on, at whatever moment that is", async () => {
  const seconds = FastCheck.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10)
  await FastCheck.assert(
    FastCheck.asyncProperty(seconds, FastCheck.boolean(), orders, async (later, sessionStays, order) => {
      freshHome()
      const world = makeWorld()
      const programs = withPrograms(freshDirectory(), "agent", "tmux")
      const { directory, launches } = runningTask(world, {}, { project_dir: programs })
      writeFileSync(pathOf(directory, "environment"), Environment.toBytes({ ...process.env, PATH: programs }))
      world.after(1, () => {
        complete(directory)
        const [session, owner] = [...world.sessions][0] ?? ["", undefined]
        world.die(agentOf(launches[0]))
        if (sessionStays) world.sessions.set(session, owner)
      })
      const resume = Effect.flatMap(readTask(directory), (task) => resumeTask(task, undefined))
      const ends = await world.runTogether<unknown, unknown>(
        order,
        watch(directory),
        Effect.delay(resume, 1000 + later * 1000),
      )
      expect(ends.map(Exit.isSuccess)).toEqual([true, true])
      expect(launches.length).toBe(2)
      expect(aliveOf(world, launches).length).toBe(2)
      expect(valueIn(directory, "status")).toBe("running")
      expect([...world.sessions.keys()]).toEqual(["command-demo"])
    }),
    { numRuns: 20 },
  )
})

describe("a monitor does nothing", () => {
  test("where another one is at work", async () => {
    const world = makeWorld()
    const { directory } = runningTask(world)
    world.claim(directory, "monitor.lock", world.begin({ hear: () => {} }))
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(has(directory, "monitor.pid")).toBe(false)
  })

  test("where its task has been replaced by another of its name", async () => {
    const world = makeWorld()
    const { directory } = runningTask(world)
    process.env[monitoredTask] = "another"
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(has(directory, "monitor.lock")).toBe(false)
  })

  test.each([["stopped"], ["abandoned"]])("where the task is over, and its wrapper gone (%s)", async (status) => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    changeManifest(directory, ["status", status])
    world.die(agentOf(launches[0]))
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(has(directory, "monitor.lock")).toBe(false)
    // The monitor that has put it away has told of it, or was about to.
    expect(valueIn(directory, "notified_at")).toBeUndefined()
    expect(world.events).toEqual([])
  })
})

describe("a monitor that takes over", () => {
  test("gives a stop its time, and then ends what a killed one has left", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, { agentPatience: "never" })
    const stoppedAt = timestamp(Date.now())
    changeManifest(directory, ["status", "stopped"], ["stopped_at", stoppedAt], ["stop_grace", "20"])
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(aliveOf(world, launches)).toEqual([])
    expect(world.elapsed()).toBeGreaterThan(24)
    expect(valueIn(directory, "status")).toBe("stopped")
    // A user who stopped it knows.
    expect(valueIn(directory, "notified_at")).toBeUndefined()
  })

  test("leaves it to the stop where that comes to its end", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    changeManifest(directory, ["status", "stopped"], ["stopped_at", timestamp(Date.now())], ["stop_grace", "20"])
    world.after(7, () => world.die(agentOf(launches[0])))
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(world.elapsed()).toBeLessThan(10)
    expect(world.events).toEqual([])
  })

  test("ends at once the agent of a task that was given up", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    changeManifest(directory, ["status", "abandoned"], ["abandon_reason", "deadline"])
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(aliveOf(world, launches)).toEqual([])
    expect(valueIn(directory, "notified_at")).toBeDefined()
  })

  test("judges an agent anew that a killed monitor has called hung", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    changeManifest(directory, ["status", "hung"])
    let status: string | undefined
    world.after(20, () => (status = valueIn(directory, "status")))
    world.after(40, () => world.tell("SIGTERM"))
    await world.run(watch(directory))
    expect(status).toBe("running")
    expect(aliveOf(world, launches).length).toBe(2)
  })

  test("brings back a hung agent that a killed monitor had ended already", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.die(agentOf(launches[0]))
    changeManifest(directory, ["status", "hung"])
    let status: string | undefined
    world.after(0.05, () => (status = valueIn(directory, "status")))
    world.after(40, () => world.tell("SIGTERM"))
    await world.run(watch(directory))
    expect(launches.length).toBe(2)
    // It does not run again before it is brought back.
    expect(status).toBe("hung")
  })

  test("completes the record of a wrapper that was killed just before it had done so", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world)
    world.after(20, () => {
      writeTaskFile(directory, "exit_code", "0\n")
      changeManifest(directory, ["status", "completed"], ["exit_code", "0"])
      world.die(agentOf(launches[0]))
    })
    expect(valueOf(await world.run(watch(directory)))).toBe(0)
    expect(has(directory, "done")).toBe(true)
    expect(launches.length).toBe(1)
    expect(valueIn(directory, "notified_at")).toBeDefined()
  })

  test("goes on with the budget of the ones before it", async () => {
    const world = makeWorld()
    const { directory, launches } = runningTask(world, {}, { max_retries: "3", retry_count: "3" })
    world.after(40, () => world.die(agentOf(launches[0])))
    expect(valueOf(await world.run(watch(directory)))).toBe(1)
    expect(launches.length).toBe(1)
  })
})

test("of three monitors at once, whoever comes first at any moment, one watches", async () => {
  await FastCheck.assert(
    FastCheck.asyncProperty(orders, async (order) => {
      freshHome()
      const world = makeWorld()
      const { directory, launches } = runningTask(world)
      let watched: string | undefined
      world.after(5, () => {
        watched = readFileSync(pathOf(directory, "monitor.pid"), "utf8")
        complete(directory)
        world.die(agentOf(launches[0]))
      })
      const exits = await world.runTogether(order, watch(directory), watch(directory), watch(directory))
      expect(exits.map(valueOf)).toEqual([0, 0, 0])
      expect(watched).toBeDefined()
      // Each act of an end is done once.
      const acts = readFileSync(pathOf(directory, "monitor.trace"), "utf8")
      expect(acts.match(/ started | cleanup done/g)).toEqual([" started ", " cleanup done"])
    }),
    { numRuns: 40 },
  )
})
