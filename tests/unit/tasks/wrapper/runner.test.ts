import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs"

import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"

import { formatIdentity } from "../../../../src/os/process/identity.ts"
import { type DeathBySignal, exitCodeOfSignal, type TerminationSignal } from "../../../../src/os/process/signals.ts"
import * as Manifest from "../../../../src/protocol/manifest.ts"
import { has, pathOf, readLine } from "../../../../src/protocol/taskDirectory.ts"
import { namedStack } from "../../../../src/recordDefect.ts"
import { isFinal, statusIn } from "../../../../src/tasks/state/taskStatus.ts"
import type { AgentExit, Launched } from "../../../../src/tasks/wrapper/agentProcess.ts"
import { type Job, TaskOver } from "../../../../src/tasks/wrapper/job.ts"
import { type AgentEnd, type LaunchMode, type Policy, scriptPolicy } from "../../../../src/tasks/wrapper/machine.ts"
import { superviseAgent } from "../../../../src/tasks/wrapper/runner.ts"
import { busyMachineMillis } from "../../system.ts"
import { hideUser, outliveHomes, silence } from "../home.ts"
import { changeManifest } from "../launches.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"

setDefaultTimeout(busyMachineMillis)

const { freshHome, makeTask } = outliveHomes()

hideUser()
const said = silence()

const kept: Policy = { resumeOn: "crash", keepsMonitor: true, exitCode: 0 }

/** An agent that lives as a test decides; times are seconds after its start. */
interface Agent {
  readonly endsAfter?: number
  readonly exitCode?: number
  /** How long it takes to end after a signal that is passed on; `never` waits for the KILL. */
  readonly patience?: number | "never"
  readonly end?: Partial<AgentEnd>
}

interface Circumstances extends Agent {
  readonly policy?: Policy
  readonly launch?: Effect.Effect<Launched>
  readonly conclude?: Effect.Effect<void>
  /** How long the launch takes. */
  readonly launchSeconds?: number
}

/** A task, a job with such an agent, and what the wrapper has made of them. */
const arrange = (world: World, circumstances: Circumstances = {}) => {
  const {
    conclude,
    end,
    endsAfter,
    exitCode = 0,
    launch,
    launchSeconds = 0,
    patience = 0,
    policy = kept,
  } = circumstances
  const directory = makeTask("demo")
  const modes: Array<LaunchMode> = []
  const monitors: Array<number> = []
  const agents: Array<number> = []
  const startAgent = (): Launched => {
    const { promise: exit, resolve } = Promise.withResolvers<AgentExit>()
    let ended: AgentExit = { exitCode, signalled: false }
    const pid: number = world.begin({
      hear: (signal) => {
        if (patience === "never") return
        ended = { exitCode: exitCodeOfSignal(signal as TerminationSignal), signalled: true }
        world.after(patience, () => world.die(pid))
      },
      died: (killedBy) => resolve(killedBy === undefined ? ended : { exitCode: 137, signalled: true }),
    })
    if (endsAfter === 0) world.die(pid)
    else if (endsAfter !== undefined) world.after(endsAfter, () => world.die(pid))
    agents.push(pid)
    return { _tag: "Started", pid, group: pid, exit }
  }
  const job: Job = {
    policy,
    projectDirectory: directory,
    isOver: (manifest) => isFinal(statusIn(manifest)),
    makesManifest: false,
    notification: Effect.succeed("done"),
    launch: (mode) =>
      Effect.suspend(() => {
        modes.push(mode)
        return launch ?? Effect.delay(Effect.sync(startAgent), launchSeconds * 1000)
      }),
    conclude: (exit) =>
      Effect.as(conclude ?? Effect.void, {
        ...exit,
        hopeless: false,
        forgotten: false,
        disowned: false,
        succeeded: false,
        ...end,
      }),
    startMonitor: Effect.sync(() => {
      if (monitors.some(world.isAlive)) return
      const monitor = world.begin({ hear: () => {} })
      monitors.push(monitor)
      world.claim(directory, "monitor.lock", monitor)
    }),
  }
  return {
    directory,
    job,
    modes,
    monitors,
    agents,
    supervise: () => world.run(superviseAgent(directory, Effect.succeed(job))),
  }
}

const manifestIn = (directory: string) => Manifest.fromBytes(readFileSync(pathOf(directory, "manifest")))
const valueIn = (directory: string, key: string) => Manifest.valueOf(manifestIn(directory), key)

/** What the files say of the end. */
const recordIn = (directory: string) => ({
  status: valueIn(directory, "status"),
  exitCode: readLine(directory, "exit_code"),
  done: has(directory, "done"),
})

/** The error or the defect with which a wrapper has ended. */
const causeOf = <A, E>(exit: Exit.Exit<A, E>): unknown =>
  Exit.match(exit, { onSuccess: () => undefined, onFailure: Cause.squash })

const noEnd = { status: "running", exitCode: undefined, done: false }

describe("a wrapper", () => {
  test.each([
    ["the scripts", scriptPolicy],
    ["outlive run", kept],
  ])("records its agent, and how it ended (%s)", async (_, policy) => {
    for (const [exitCode, status] of [
      [0, "completed"],
      [3, "failed"],
    ] as const) {
      freshHome()
      const world = makeWorld()
      const { agents, directory, modes, supervise } = arrange(world, { policy, endsAfter: 9, exitCode })
      let seen: unknown
      world.after(
        5,
        () => (seen = [readLine(directory, "pid"), valueIn(directory, "pid"), valueIn(directory, "status")]),
      )
      expect(valueOf(await supervise())).toBe(0)
      expect(seen).toEqual([`${agents[0]}`, `${agents[0]}`, "running"])
      expect(recordIn(directory)).toEqual({ status, exitCode: `${exitCode}`, done: true })
      expect(modes).toEqual(["first"])
    }
  })

  test("goes on with the conversation where the marker says so, once", async () => {
    const world = makeWorld()
    const { directory, modes, supervise } = arrange(world, { endsAfter: 1 })
    writeTaskFile(directory, "resume", "")
    await supervise()
    expect(modes).toEqual(["resume"])
    expect(has(directory, "resume")).toBe(false)
  })

  test("starts nothing for a task that is complete, even if it could not be run any more", async () => {
    const world = makeWorld()
    const { directory, job, modes } = arrange(world)
    writeTaskFile(directory, "done", "")
    expect(valueOf(await world.run(superviseAgent(directory, Effect.succeed(job))))).toBe(0)
    const over = new TaskOver({ directory, status: "stopped" })
    expect(valueOf(await world.run(superviseAgent(directory, Effect.fail(over))))).toBe(0)
    expect(modes).toEqual([])
  })

  test("says why a task cannot be run", async () => {
    const world = makeWorld()
    const { directory } = arrange(world)
    const over = new TaskOver({ directory, status: "stopped" })
    expect(causeOf(await world.run(superviseAgent(directory, Effect.fail(over))))).toMatchObject({ _tag: "TaskOver" })
  })

  test("records the code of an agent that could not be started, with its own process id", async () => {
    const world = makeWorld()
    const launch = Effect.succeed<Launched>({ _tag: "NotStarted", exitCode: 127, reason: "the agent is not there" })
    const { directory, supervise } = arrange(world, { launch })
    expect(valueOf(await supervise())).toBe(0)
    expect(said).toEqual(["wrapper: the agent is not there"])
    expect(recordIn(directory)).toEqual({ status: "failed", exitCode: "127", done: true })
    expect(valueIn(directory, "pid")).toBe(`${world.ownPid}`)
  })

  test("records an agent that ends at once after its start, not before", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 0 })
    holdManifest(world, directory, 3)
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory)).toEqual({ status: "completed", exitCode: "0", done: true })
  })

  test("judges the end of its agent only once the start is recorded", async () => {
    const world = makeWorld()
    let status: string | undefined
    const conclude = Effect.sync(() => void (status = valueIn(directory, "status")))
    const { directory, supervise } = arrange(world, { endsAfter: 1, conclude })
    // The status of the last agent.
    changeManifest(directory, ["status", "hung"])
    holdManifest(world, directory, 3)
    await supervise()
    expect(status).toBe("running")
  })

  const crashes: ReadonlyArray<readonly [string, Policy["resumeOn"], number, Partial<AgentEnd>, string]> = [
    ["dies of a signal", "crash", 137, { signalled: true }, "crashed"],
    ["says that its own child died of a signal", "crash", 139, {}, "crashed"],
    ["fails", "crash", 1, {}, "failed"],
    ["fails", "failure", 1, {}, "crashed"],
    ["fails for good", "failure", 1, { hopeless: true }, "failed"],
    ["has lost its conversation", "crash", 1, { forgotten: true }, "crashed"],
    ["dies of a signal", "never", 137, { signalled: true }, "failed"],
  ]
  test.each(crashes)("whose agent %s, with --resume-on %s (%d)", async (_, resumeOn, exitCode, end, status) => {
    const world = makeWorld()
    const policy: Policy = { resumeOn, keepsMonitor: true, exitCode: 0 }
    const { directory, monitors, supervise } = arrange(world, { policy, endsAfter: 1, exitCode, end })
    expect(valueOf(await supervise())).toBe(status === "crashed" ? exitCode : 0)
    expect(recordIn(directory)).toEqual(
      status === "crashed" ? { ...noEnd, status } : { status, exitCode: `${exitCode}`, done: true },
    )
    // Left to the monitor: it is there, and the file that it watches is gone.
    if (status === "crashed") expect([monitors.length, has(directory, "pid")]).toEqual([1, false])
  })

  test("whose agent another process has ended records nothing", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1, exitCode: 143, end: { disowned: true } })
    expect(valueOf(await supervise())).toBe(143)
    expect(recordIn(directory)).toEqual(noEnd)
  })

  test("does not make a task run again that was stopped before its start was recorded", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 9, end: { disowned: true } })
    // The stop has the manifest's lock while the agent begins.
    holdManifest(world, directory, 2)
    world.after(1, () => {
      const stopped = Manifest.upsert(manifestIn(directory), [["status", "stopped"]])
      writeFileSync(pathOf(directory, "manifest"), Manifest.toBytes(stopped))
    })
    let status: string | undefined
    world.after(5, () => (status = valueIn(directory, "status")))
    await supervise()
    expect([status, valueIn(directory, "status")]).toEqual(["stopped", "stopped"])
  })

  test("ends with a defect of what accompanies it, instead of waiting for ever", async () => {
    const world = makeWorld()
    const { supervise } = arrange(world, { endsAfter: 1, conclude: Effect.die(new Error("a defect")) })
    const exit = await supervise()
    expect(causeOf(exit)).toMatchObject({ message: "a defect" })
    expect(Exit.isFailure(exit) ? namedStack(exit.cause) : undefined).toContain("at superviseAgent")
    expect(world.elapsed()).toBeLessThan(2)
  })
})

/** Another process holds the manifest's lock for so long. */
const holdManifest = (world: World, directory: string, seconds: number) => {
  const lock = `${pathOf(directory, "manifest")}.lock`
  mkdirSync(lock)
  world.after(seconds, () => rmdirSync(lock))
}

describe("a signal", () => {
  test("is passed on, and the end of the agent is no end of the task", async () => {
    const world = makeWorld()
    const { agents, directory, monitors, supervise } = arrange(world, { patience: 2 })
    world.after(3, () => world.tell("SIGHUP"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGHUP", ofGroup: false })
    expect(world.events).toEqual([`HUP ${agents[0]}`])
    expect(world.elapsed()).toBeCloseTo(5, 1)
    expect(recordIn(directory)).toEqual(noEnd)
    // It makes sure that a monitor brings the task back.
    expect(monitors.filter(world.isAlive).length).toBe(1)
  })

  test("is followed by a KILL of the agent's group after 5 s", async () => {
    const world = makeWorld()
    const { agents, directory, supervise } = arrange(world, { patience: "never" })
    let tool = 0
    world.after(1, () => (tool = world.begin({ group: agents[0] ?? 0, hear: () => {} })))
    world.after(3, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGTERM", ofGroup: false })
    expect(world.elapsed()).toBeCloseTo(8, 1)
    expect([...agents, tool].filter(world.isAlive)).toEqual([])
    expect(recordIn(directory)).toEqual(noEnd)
  })

  test("is waited for until the whole group has ended", async () => {
    const world = makeWorld()
    const { agents, supervise } = arrange(world, { patience: 0 })
    world.after(1, () => {
      const tool: number = world.begin({ group: agents[0] ?? 0, hear: () => world.after(2, () => world.die(tool)) })
    })
    world.after(3, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGTERM", ofGroup: false })
    expect(world.elapsed()).toBeCloseTo(5, 1)
    expect(world.events.filter((event) => event.startsWith("KILL"))).toEqual([])
  })

  test("is followed by a KILL of what an agent that has ended left in its group", async () => {
    const world = makeWorld()
    const { agents, supervise } = arrange(world, { patience: 1 })
    let tool = 0
    world.after(1, () => (tool = world.begin({ group: agents[0] ?? 0, hear: () => {} })))
    world.after(3, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGTERM", ofGroup: false })
    expect(world.events.at(-1)).toBe(`KILL ${tool}`)
    expect(world.elapsed()).toBeCloseTo(8, 1)
  })

  test("that comes twice is passed on twice, and the first decides", async () => {
    const world = makeWorld()
    const { agents, supervise } = arrange(world, { patience: "never" })
    world.after(1, () => world.tell("SIGINT"))
    world.after(2, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGINT", ofGroup: false })
    expect(world.events).toEqual([`INT ${agents[0]}`, `TERM ${agents[0]}`, `KILL ${agents[0]}`])
    expect(world.elapsed()).toBeCloseTo(6, 1)
  })

  test("before the agent's start ends the agent as soon as there is one", async () => {
    const world = makeWorld()
    const { agents, directory, supervise } = arrange(world, { launchSeconds: 2 })
    world.after(1, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGTERM", ofGroup: false })
    expect(agents.filter(world.isAlive)).toEqual([])
    expect(recordIn(directory)).toEqual(noEnd)
  })

  test("is passed on while the start still waits for the manifest's lock", async () => {
    const world = makeWorld()
    const { agents, directory, supervise } = arrange(world, { patience: "never" })
    holdManifest(world, directory, 4)
    let passedOn: ReadonlyArray<string> = []
    world.after(1, () => world.tell("SIGTERM"))
    world.after(1.1, () => (passedOn = [...world.events]))
    expect(valueOf(await supervise())).toEqual({ signal: "SIGTERM", ofGroup: false })
    expect(passedOn).toEqual([`TERM ${agents[0]}`])
  })

  test("just after the end of an agent that has said it is done takes nothing back", async () => {
    const world = makeWorld()
    const conclude = Effect.sleep(3000)
    const { directory, supervise } = arrange(world, { endsAfter: 1, conclude, end: { succeeded: true } })
    world.after(2, () => world.tell("SIGHUP"))
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory)).toEqual({ status: "completed", exitCode: "0", done: true })
  })

  test("while the end is being recorded changes nothing", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1, exitCode: 3 })
    world.after(2, () => world.tell("SIGTERM"))
    world.after(0.5, () => holdManifest(world, directory, 4))
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory)).toEqual({ status: "failed", exitCode: "3", done: true })
  })

  test("at any moments, to any agent, leaves no agent, and a record that says either all of an end or nothing", async () => {
    const moment = FastCheck.integer({ min: 0, max: 20 }).map((tenths) => tenths / 2)
    const signals = FastCheck.array(
      FastCheck.tuple(moment, FastCheck.constantFrom<TerminationSignal>("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")),
      { maxLength: 3 },
    )
    const circumstances = FastCheck.record({
      endsAfter: moment,
      exitCode: FastCheck.constantFrom(0, 1, 137),
      patience: FastCheck.oneof(FastCheck.constant("never" as const), moment),
      launchSeconds: moment,
      policy: FastCheck.constantFrom<Policy>(scriptPolicy, kept, {
        resumeOn: "failure",
        keepsMonitor: true,
        exitCode: 0,
      }),
      lockSeconds: moment.map((seconds) => Math.min(seconds, 6)),
    })
    await FastCheck.assert(
      FastCheck.asyncProperty(signals, circumstances, async (sent, { lockSeconds, ...agent }) => {
        freshHome()
        const world = makeWorld()
        const { agents, directory, monitors, supervise } = arrange(world, agent)
        holdManifest(world, directory, lockSeconds)
        for (const [seconds, signal] of sent) world.after(seconds, () => world.tell(signal))
        const end = valueOf(await supervise())
        expect(agents.filter(world.isAlive)).toEqual([])
        const { done, exitCode, status } = recordIn(directory)
        expect(done).toBe(end === 0)
        expect(exitCode !== undefined).toBe(done)
        expect(isFinal(statusIn(manifestIn(directory)))).toBe(done)
        if (!done && status === "running") {
          expect(sent.map(([, signal]) => ({ signal, ofGroup: false }))).toContainEqual(end as DeathBySignal)
        }
        if (agent.policy.keepsMonitor) expect(monitors.some(world.isAlive)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

/** There is no room for the exit code. */
const fillDisk = (world: World, directory: string, seconds: number) => {
  mkdirSync(pathOf(directory, "exit_code"))
  world.after(seconds, () => rmSync(pathOf(directory, "exit_code"), { recursive: true }))
}

describe("an end that cannot be recorded", () => {
  test("is tried again every 2 s by a wrapper of outlive run", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1 })
    fillDisk(world, directory, 600.5)
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory)).toEqual({ status: "completed", exitCode: "0", done: true })
    expect(world.elapsed()).toBeCloseTo(601, 1)
  })

  test("is not outwaited by a signal", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1 })
    fillDisk(world, directory, 8)
    world.after(4, () => world.tell("SIGTERM"))
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory).done).toBe(true)
  })

  test("is recorded as far as possible by a wrapper of the scripts", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1, policy: scriptPolicy })
    fillDisk(world, directory, 3600)
    expect(valueOf(await supervise())).toBe(0)
    expect(recordIn(directory)).toEqual({ status: "completed", exitCode: undefined, done: true })
    expect(said.join("\n")).toContain("wrapper: the end is not recorded: ")
  })
})

/** A monitor that is on record; `hear` is what it does at a TERM. */
const monitorOf = (world: World, directory: string, hear: (pid: number) => void): number => {
  const pid: number = world.begin({ hear: () => hear(pid) })
  world.claim(directory, "monitor.lock", pid)
  writeTaskFile(directory, "monitor.pid", `${pid}\n`)
  return pid
}

describe("the monitor of a task", () => {
  test("that is lost is replaced within seconds, as often as that happens", async () => {
    const world = makeWorld()
    const { monitors, supervise } = arrange(world, { endsAfter: 100 })
    for (const seconds of [10, 20, 30]) world.after(seconds, () => monitors.forEach(world.die))
    const counts: Array<number> = []
    for (const seconds of [9, 13, 23, 33, 99]) world.after(seconds, () => counts.push(monitors.length))
    await supervise()
    expect(counts).toEqual([1, 2, 3, 4, 4])
  })

  test("is none of a wrapper's of the scripts", async () => {
    const world = makeWorld()
    const { monitors, supervise } = arrange(world, { endsAfter: 100, policy: scriptPolicy })
    await supervise()
    expect(monitors).toEqual([])
  })

  test("is told of the end", async () => {
    for (const policy of [kept, scriptPolicy]) {
      freshHome()
      const world = makeWorld()
      const { directory, monitors, supervise } = arrange(world, { endsAfter: 1, policy })
      const monitor = monitorOf(world, directory, (pid) => {
        rmSync(pathOf(directory, "monitor.lock"))
        world.after(1, () => world.die(pid))
      })
      expect(valueOf(await supervise())).toBe(0)
      expect(world.events).toEqual([`TERM ${monitor}`])
      expect(valueIn(directory, "monitor_signal")).toBe(`signaled:${monitor}`)
      expect(monitors).toEqual([])
    }
  })

  test("that was killed just before is no monitor: another one is started", async () => {
    const world = makeWorld()
    const { directory, monitors, supervise } = arrange(world, { endsAfter: 1 })
    const killed = monitorOf(world, directory, (pid) => world.after(0.02, () => world.die(pid)))
    expect(valueOf(await supervise())).toBe(0)
    expect(valueIn(directory, "monitor_signal")).toBe(`monitor_not_live:${killed}`)
    expect(monitors.filter(world.isAlive).length).toBe(1)
  })

  test("that was killed is not confused with another process that has its id by now", async () => {
    const world = makeWorld()
    const { directory, supervise } = arrange(world, { endsAfter: 1 })
    const other = world.begin({ hear: () => {} })
    writeTaskFile(directory, "monitor.lock", formatIdentity({ pid: other, mark: "another life" }))
    writeTaskFile(directory, "monitor.pid", `${other}\n`)
    expect(valueOf(await supervise())).toBe(0)
    expect(world.events).toEqual([])
    expect(valueIn(directory, "monitor_signal")).toBe(`monitor_not_live:${other}`)
  })

  test("that was killed just before may have a successor, which is told", async () => {
    const world = makeWorld()
    const { directory, monitors, supervise } = arrange(world, { endsAfter: 1 })
    let successor = 0
    const killed = monitorOf(world, directory, (pid) =>
      world.after(0.02, () => {
        world.die(pid)
        writeTaskFile(directory, "monitor.pid", `${(successor = world.begin({ hear: () => {} }))}\n`)
      }),
    )
    expect(valueOf(await supervise())).toBe(0)
    expect(world.events).toEqual([`TERM ${killed}`, `TERM ${successor}`])
    expect(valueIn(directory, "monitor_signal")).toBe(`signaled:${successor}`)
    expect(monitors).toEqual([])
  })
})
