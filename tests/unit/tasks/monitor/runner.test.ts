import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, readFileSync } from "node:fs"

import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"

import { keptFaults } from "../../../../src/faults.ts"
import { FileError } from "../../../../src/os/files/fileError.ts"
import { exitCodeOfSignal } from "../../../../src/os/process/signals.ts"
import * as Manifest from "../../../../src/protocol/manifest.ts"
import { has, pathOf, readLine } from "../../../../src/protocol/taskDirectory.ts"
import type { Actions } from "../../../../src/tasks/monitor/actions.ts"
import type { AgentLife, Glance } from "../../../../src/tasks/monitor/machine.ts"
import { signOff } from "../../../../src/tasks/monitor/notes.ts"
import { watchTask } from "../../../../src/tasks/monitor/runner.ts"
import { lookAtTask, type Senses } from "../../../../src/tasks/monitor/senses.ts"
import { managedPolicy, scriptPolicy, type Settings } from "../../../../src/tasks/monitor/settings.ts"
import { statusIn, statusPair } from "../../../../src/tasks/state/taskStatus.ts"
import { busyMachineMillis } from "../../system.ts"
import { outliveHomes, silence } from "../home.ts"
import { changeManifest } from "../launches.ts"
import { makeWorld, valueOf, type World, writeTaskFile } from "../world.ts"
import { makeWorldAlarms } from "./worldAlarms.ts"

setDefaultTimeout(busyMachineMillis)

const { freshHome, makeTask } = outliveHomes()

const said = silence()

const defaults: Settings = {
  baseIntervalSeconds: 30,
  maxIntervalSeconds: 300,
  deadlineSeconds: 18_000,
  gracePeriodSeconds: 30,
  maxResumes: 10,
  dispatchWaitSeconds: 10,
  waitingChecks: 2,
  staleIntervals: 3,
  policy: managedPolicy,
}

/** A task with an agent that lives and prints as the test says, and a monitor of it. */
const arrange = (world: World, settings: Partial<Settings> = {}, acts: Partial<Actions> = {}) => {
  const directory = makeTask("demo")
  world.claim(directory, "monitor.lock", world.ownPid)
  const { alarms, raise } = makeWorldAlarms()
  /** What happened, each with the second at which it did. */
  const log: Array<readonly [string, number]> = []
  const note = (what: string) => log.push([what, Math.round(world.elapsed())])
  const agent: { life: AgentLife; prints: boolean; shows: string; printedAt: number; session: boolean } = {
    life: "alive",
    prints: true,
    shows: "",
    printedAt: 0,
    session: true,
  }
  let glances = 0
  const supervise = Effect.gen(function* () {
    const clock = yield* Effect.clock
    const now = () => clock.unsafeCurrentTimeMillis() / 1000
    agent.printedAt = now()
    let lifeSeen: AgentLife = agent.life
    const glance = (): Glance => {
      glances++
      lifeSeen = agent.life
      if (agent.prints) agent.printedAt = now()
      const completion = has(directory, "done") ? (readLine(directory, "exit_code") ?? "unknown") : undefined
      return { now: now(), completion, agent: agent.life, activeAt: agent.printedAt }
    }
    const senses: Senses = {
      now,
      glance,
      nothingHappened: () => agent.life === lifeSeen && !has(directory, "done"),
      lookAtPane: () => {
        note("look")
        return agent.session
          ? { _tag: "PaneSeen", glance: glance(), text: agent.shows }
          : { _tag: "SessionGone", glance: glance() }
      },
      lookAtWrapper: Effect.sync(() => ({
        _tag: "WrapperSeen",
        now: now(),
        wrapper: { progress: "gone", outlivesPane: false },
      })),
      lookAtTask: lookAtTask(directory),
    }
    const actions: Actions = {
      resume: ({ status }) =>
        Effect.as(
          Effect.sync(() => {
            note(`resume ${status}`)
            agent.life = "alive"
            agent.printedAt = now()
          }),
          Option.none(),
        ),
      notifyAbandoned: Effect.sync(() => note("notify abandoned")),
      // It is the last under the policy of the scripts.
      closeDown: Effect.zipRight(
        Effect.sync(() => note("close down")),
        settings.policy === scriptPolicy ? signOff(directory) : Effect.void,
      ),
      notifyEnd: Effect.zipRight(
        signOff(directory),
        Effect.sync(() => note("notify end")),
      ),
      ...acts,
    }
    const session = { name: "claude-demo", socket: undefined }
    return yield* watchTask({
      settings: { ...defaults, ...settings },
      resumesSoFar: 0,
      alarms,
      watch: { session, directory, senses, actions },
    })
  })
  return {
    directory,
    agent,
    log,
    raise,
    /** Gives the exit code. */
    watch: async () => valueOf(await world.run(supervise)),
    glances: () => glances,
    /** When this happened. */
    timesOf: (what: string) => log.filter(([each]) => each === what).map(([, seconds]) => seconds),
    complete: (code = "0") => {
      changeManifest(directory, ["exit_code", code], statusPair(code === "0" ? "completed" : "failed"))
      writeTaskFile(directory, "exit_code", `${code}\n`)
      writeTaskFile(directory, "done", "")
    },
  }
}

const manifestIn = (directory: string) => Manifest.fromBytes(readFileSync(pathOf(directory, "manifest")))
const recordIn = (directory: string) => ({
  status: statusIn(manifestIn(directory)),
  reason: Manifest.valueOf(manifestIn(directory), "abandon_reason"),
})
/** Whether the records say that a monitor watches. */
const looksWatched = (directory: string) => has(directory, "monitor.pid") || has(directory, "monitor.lock")

describe("a monitor", () => {
  test("looks at an agent that works at regular intervals, for hours", async () => {
    const world = makeWorld()
    const { complete, glances, timesOf, watch } = arrange(world)
    world.after(4 * 3600, complete)
    expect(await watch()).toBe(0)
    expect(timesOf("look")).toEqual(Array.from({ length: 480 }, (_, check) => check * 30))
    // In between it asks only whether the agent is still there.
    expect(glances()).toBeLessThan(3 * 480)
  })

  test("is on record while it watches, and no longer", async () => {
    const world = makeWorld()
    const { complete, directory, watch } = arrange(world)
    let recorded: string | undefined
    world.after(50, () => (recorded = readLine(directory, "monitor.pid")))
    world.after(100, complete)
    await watch()
    expect(recorded).toBe(`${world.ownPid}`)
    expect(looksWatched(directory)).toBe(false)
  })

  test("watches also where it cannot be put on record", async () => {
    const world = makeWorld()
    const { complete, directory, timesOf, watch } = arrange(world)
    mkdirSync(pathOf(directory, "monitor.pid"))
    world.after(100, complete)
    expect(await watch()).toBe(0)
    expect(timesOf("look")).toEqual([0, 30, 60, 90])
    expect(said).toEqual([expect.stringMatching(/^monitor: monitor.pid is not changed: /)])
  })

  test("puts a task away that completes while it sleeps, at its next look at the files", async () => {
    const world = makeWorld()
    const { agent, complete, log, watch } = arrange(world)
    world.after(1001, complete)
    world.after(1001, () => (agent.life = "gone"))
    expect(await watch()).toBe(0)
    expect(log.slice(-2).map(([what]) => what)).toEqual(["close down", "notify end"])
    expect(world.elapsed()).toBeLessThan(1007)
  })

  test("puts it away at once where the system tells of the file", async () => {
    const world = makeWorld()
    const { complete, raise, watch } = arrange(world)
    world.after(1001, () => {
      complete()
      raise("task changed")
    })
    expect(await watch()).toBe(0)
    expect(world.elapsed()).toBeCloseTo(1001, 1)
  })

  test("brings a dead agent back, within seconds and not before its wrapper could record an end", async () => {
    const world = makeWorld()
    const { agent, complete, timesOf, watch } = arrange(world)
    world.after(100, () => (agent.life = "gone"))
    world.after(300, complete)
    expect(await watch()).toBe(0)
    const [resumed = 0, ...more] = timesOf("resume crashed")
    expect(more).toEqual([])
    expect(resumed).toBeGreaterThanOrEqual(102)
    expect(resumed).toBeLessThanOrEqual(107)
  })

  test("does not bring back an agent whose end is recorded in that moment", async () => {
    const world = makeWorld()
    const { agent, complete, timesOf, watch } = arrange(world)
    world.after(100, () => (agent.life = "gone"))
    world.after(101, complete)
    expect(await watch()).toBe(0)
    expect(timesOf("resume crashed")).toEqual([])
  })

  test("spaces the resumes of an agent that dies again and again, and gives up after the last", async () => {
    const world = makeWorld()
    const { agent, directory, timesOf, watch } = arrange(world, { maxResumes: 7 })
    agent.prints = false
    const dies = () => {
      agent.life = "gone"
      world.after(1, dies)
    }
    dies()
    expect(await watch()).toBe(1)
    const times = timesOf("resume crashed")
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    // 10 s for the start, then 30 s times 2, 4, 8; no more than 300 s.
    expect(pauses.map((pause) => Math.round(pause / 10) * 10)).toEqual([40, 70, 130, 250, 310, 310])
    expect(recordIn(directory)).toEqual({ status: "abandoned", reason: "max_retries_exceeded" })
  })

  test("resumes an agent that hangs, after its grace", async () => {
    const world = makeWorld()
    const { agent, complete, timesOf, watch } = arrange(world)
    world.after(1000, () => (agent.prints = false))
    world.after(1500, complete)
    expect(await watch()).toBe(0)
    // Silent since the check at 990; more than 90 s at 1110, and for 30 s more at 1140.
    expect(timesOf("resume hung").slice(0, 1)).toEqual([1140])
  })

  test("gives an agent up that waits for an answer, at the second check", async () => {
    const world = makeWorld()
    const { agent, directory, watch } = arrange(world)
    world.after(100, () => (agent.shows = "Continue? (y/n)"))
    expect(await watch()).toBe(1)
    expect(recordIn(directory)).toEqual({ status: "abandoned", reason: "waiting_for_input" })
    expect(world.elapsed()).toBeCloseTo(150, 0)
  })

  test("gives up at the deadline, to the second", async () => {
    const world = makeWorld()
    const { directory, log, watch } = arrange(world, { deadlineSeconds: 1234 })
    expect(await watch()).toBe(1)
    expect(world.elapsed()).toBeCloseTo(1234, 0)
    expect(recordIn(directory)).toEqual({ status: "abandoned", reason: "deadline" })
    expect(log.slice(-2)).toEqual([
      ["close down", 1234],
      ["notify end", 1234],
    ])
    expect(looksWatched(directory)).toBe(false)
  })

  test("does not overwrite an end that is recorded when it gives up", async () => {
    const world = makeWorld()
    const { directory, watch } = arrange(world, { deadlineSeconds: 100 })
    world.after(99.5, () => changeManifest(directory, statusPair("completed")))
    expect(await watch()).toBe(1)
    expect(recordIn(directory).status).toBe("completed")
  })
})

describe("a signal to a monitor that sleeps", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("ends it and leaves the task (%s)", async (signal, code) => {
    const world = makeWorld()
    const { directory, log, watch } = arrange(world)
    world.after(1001, () => world.tell(signal))
    expect(await watch()).toBe(code)
    expect(world.elapsed()).toBeCloseTo(1001, 1)
    expect(recordIn(directory).status).toBe("running")
    expect(log.filter(([what]) => what !== "look")).toEqual([])
    expect(looksWatched(directory)).toBe(false)
  })

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
    ["SIGUSR1", exitCodeOfSignal("SIGUSR1")],
    ["SIGXCPU", exitCodeOfSignal("SIGXCPU")],
  ] as const)("gives the task up under the policy of the scripts (%s)", async (signal, code) => {
    const world = makeWorld()
    const { directory, log, watch } = arrange(world, { policy: scriptPolicy })
    world.after(1001, () => world.tell(signal))
    expect(await watch()).toBe(code)
    expect(recordIn(directory)).toEqual({ status: "abandoned", reason: undefined })
    expect(log.filter(([what]) => what !== "look")).toEqual([
      ["notify abandoned", 1001],
      ["close down", 1001],
    ])
  })

  test("with which the wrapper tells of the end has it put the task away", async () => {
    for (const policy of [managedPolicy, scriptPolicy]) {
      freshHome()
      const world = makeWorld()
      const { complete, timesOf, watch } = arrange(world, { policy })
      world.after(1001, () => {
        complete("3")
        world.tell("SIGTERM")
      })
      expect(await watch()).toBe(0)
      expect(timesOf("close down")).toEqual([1001])
    }
  })

  test("at any moment ends it at once, with the task left or given up as a whole", async () => {
    const policies = FastCheck.constantFrom(managedPolicy, scriptPolicy)
    const moment = FastCheck.integer({ min: 0, max: 4000 }).map((tenths) => tenths / 10)
    const events = FastCheck.array(FastCheck.tuple(moment, FastCheck.constantFrom("die", "hang", "complete", "lose")), {
      maxLength: 4,
    })
    await FastCheck.assert(
      FastCheck.asyncProperty(policies, moment, events, async (policy, at, happenings) => {
        freshHome()
        const world = makeWorld()
        const { agent, complete, directory, timesOf, watch } = arrange(world, { policy })
        for (const [seconds, what] of happenings) {
          world.after(seconds, () => {
            if (what === "die") agent.life = "gone"
            if (what === "hang") agent.prints = false
            if (what === "lose") agent.session = false
            if (what === "complete" && !has(directory, "done")) complete()
          })
        }
        world.after(at, () => world.tell("SIGTERM"))
        const code = await watch()
        const { status } = recordIn(directory)
        const done = has(directory, "done")
        expect(world.elapsed()).toBeLessThan(at + 1)
        expect(looksWatched(directory)).toBe(false)
        if (done) expect([code, status]).toEqual([0, "completed"])
        else if (policy === managedPolicy) expect([code, status]).toEqual([143, "running"])
        else expect(status).toBe("abandoned")
        if (done) expect(timesOf("notify end").length).toBe(policy.tellsEnds ? 1 : 0)
      }),
      { numRuns: 40 },
    )
  })
})

describe("after a failure the records do not look as if a monitor still watched", () => {
  const fails = Effect.fail(new FileError({ path: "/task/manifest", code: "EIO" }))

  test("where an action fails, and the wrapper starts the next one", async () => {
    const world = makeWorld()
    const { agent, directory, log, watch } = arrange(world, {}, { resume: () => fails })
    world.after(100, () => (agent.life = "gone"))
    expect(await watch()).toBe(1)
    expect(looksWatched(directory)).toBe(false)
    expect(recordIn(directory).status).toBe("running")
    expect(log.filter(([what]) => what !== "look")).toEqual([])
    expect(keptFaults()).toEqual([])
    expect(said).toEqual([expect.stringMatching(/^monitor: cannot go on: /)])
  })

  test("where an action fails under the policy of the scripts, which gives the task up", async () => {
    const world = makeWorld()
    const { agent, directory, log, watch } = arrange(world, { policy: scriptPolicy }, { resume: () => fails })
    world.after(100, () => (agent.life = "gone"))
    expect(await watch()).toBe(1)
    expect(recordIn(directory).status).toBe("abandoned")
    expect(log.slice(-2).map(([what]) => what)).toEqual(["notify abandoned", "close down"])
  })

  test("where there is a defect, which is written down", async () => {
    const world = makeWorld()
    const { agent, directory, watch } = arrange(world, {}, { resume: () => Effect.die(new Error("a defect")) })
    world.after(100, () => (agent.life = "gone"))
    expect(await watch()).toBe(1)
    expect(looksWatched(directory)).toBe(false)
    expect(keptFaults().map(({ message }) => message)).toEqual(["Error: a defect"])
  })

  test("where there is a defect, whose stack names the function in which it happened", async () => {
    const world = makeWorld()
    const bring = Effect.fn("bringBack")(function* () {
      return yield* Effect.die(new Error("a defect"))
    })
    const { agent, watch } = arrange(world, {}, { resume: bring })
    world.after(100, () => (agent.life = "gone"))
    await watch()
    expect(keptFaults().map(({ stack }) => stack)).toEqual([expect.stringMatching(/at bringBack[^]* at watchTask/)])
  })

  test("where a look throws while it sleeps", async () => {
    const world = makeWorld()
    const { agent, directory, watch } = arrange(world)
    world.after(100, () =>
      Object.defineProperty(agent, "life", {
        get: () => {
          throw new Error("a defect of the senses")
        },
      }),
    )
    expect(await watch()).toBe(1)
    expect(looksWatched(directory)).toBe(false)
    expect(keptFaults().map(({ message }) => message)).toEqual(["Error: a defect of the senses"])
  })
})
