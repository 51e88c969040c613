import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { TerminationSignal } from "../../../../src/os/signals.ts"
import {
  type Action,
  initial,
  type MonitorSignal,
  type Observation,
  type State,
  step,
} from "../../../../src/tasks/wrapper/machine.ts"

const running: State = { _tag: "Running", pid: 42 }

const examined = (task: { done?: boolean; resume?: boolean; runnable?: boolean }): Observation => ({
  _tag: "Examined",
  done: false,
  resume: false,
  runnable: true,
  ...task,
})

const signalled = (signal: TerminationSignal): Observation => ({ _tag: "Signalled", signal })

describe("a task that is examined", () => {
  test.each([
    { resume: false, runnable: true },
    { resume: true, runnable: true },
    { resume: true, runnable: false },
    { resume: false, runnable: false },
  ])("and is done is left alone: $resume, $runnable", (task) => {
    expect(step(initial, examined({ done: true, ...task }))).toEqual([
      { _tag: "Ended", exitCode: 0 },
      [{ _tag: "SayAlreadyCompleted" }],
    ])
  })

  test.each([false, true])("and cannot be run is refused; resume: %p", (resume) => {
    expect(step(initial, examined({ runnable: false, resume }))).toEqual([
      { _tag: "Ended", exitCode: 1 },
      [{ _tag: "Refuse" }],
    ])
  })

  test("is launched for the first time", () => {
    expect(step(initial, examined({}))).toEqual([{ _tag: "Launching" }, [{ _tag: "Launch", mode: "first" }]])
  })

  test("and has the marker is launched to go on", () => {
    expect(step(initial, examined({ resume: true }))).toEqual([
      { _tag: "Launching" },
      [{ _tag: "Launch", mode: "resume" }],
    ])
  })
})

describe("an agent", () => {
  test("that was started is recorded, then waited for", () => {
    expect(step({ _tag: "Launching" }, { _tag: "Started", pid: 42 })).toEqual([
      running,
      [{ _tag: "RecordStart", pid: 42 }, { _tag: "AwaitAgent" }],
    ])
  })

  test.each([1, 126, 127])("that could not be started for %d is recorded as started and failed", (exitCode) => {
    expect(step({ _tag: "Launching" }, { _tag: "NotStarted", pid: 7, exitCode })).toEqual([
      { _tag: "Recording" },
      [
        { _tag: "RecordStart", pid: 7 },
        { _tag: "RecordEnd", exitCode, status: "failed" },
      ],
    ])
  })

  test.each([
    [0, "completed"],
    [1, "failed"],
    [42, "failed"],
    [143, "failed"],
  ] as const)("that ends with %d has %s", (exitCode, status) => {
    expect(step(running, { _tag: "AgentEnded", exitCode })).toEqual([
      { _tag: "Recording" },
      [{ _tag: "RecordEnd", exitCode, status }],
    ])
  })
})

describe("an end that is recorded", () => {
  test("is told to the monitor", () => {
    expect(step({ _tag: "Recording" }, { _tag: "Recorded" })).toEqual([
      { _tag: "Signalling" },
      [{ _tag: "TellMonitor" }],
    ])
  })

  test.each<MonitorSignal>([
    "signaled:7",
    "monitor_not_live:7",
    "kill_failed:7",
    "monitor_pid_empty",
    "monitor_pid_missing",
  ])("is told to the orchestrator once %s is recorded", (outcome) => {
    expect(step({ _tag: "Signalling" }, { _tag: "MonitorTold", outcome })).toEqual([
      { _tag: "Notifying" },
      [{ _tag: "RecordMonitorSignal", outcome }, { _tag: "Notify" }],
    ])
  })

  test("ends the wrapper with 0 once it was told", () => {
    expect(step({ _tag: "Notifying" }, { _tag: "Notified" })).toEqual([{ _tag: "Ended", exitCode: 0 }, []])
  })
})

describe("a signal", () => {
  const interrupting: State = { _tag: "Interrupting", pid: 42, by: "SIGINT" }

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)("%s is passed on to the running agent", (signal) => {
    expect(step(running, signalled(signal))).toEqual([
      { _tag: "Interrupting", pid: 42, by: signal },
      [
        { _tag: "PassOn", signal, pid: 42 },
        { _tag: "AwaitGroup", pid: 42 },
      ],
    ])
  })

  test("that follows another is passed on too, and the first one counts", () => {
    expect(step(interrupting, signalled("SIGTERM"))).toEqual([
      interrupting,
      [{ _tag: "PassOn", signal: "SIGTERM", pid: 42 }],
    ])
  })

  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGQUIT", 131],
    ["SIGTERM", 143],
  ] as const)("%s ends the wrapper with %d, and nothing is recorded", (by, exitCode) => {
    const state: State = { _tag: "Interrupting", pid: 42, by }
    expect(step(state, { _tag: "GroupEnded" })).toEqual([{ _tag: "Ended", exitCode }, []])
    expect(step(state, { _tag: "GraceOver" })).toEqual([{ _tag: "Ended", exitCode }, [{ _tag: "KillGroup", pid: 42 }]])
  })

  test("makes the end of the agent no end of the task", () => {
    expect(step(interrupting, { _tag: "AgentEnded", exitCode: 0 })).toEqual([interrupting, []])
  })

  test.each(["Recording", "Signalling", "Notifying"] as const)("while %s changes nothing", (_tag) => {
    expect(step({ _tag }, signalled("SIGHUP"))).toEqual([{ _tag }, []])
  })
})

const pid = FastCheck.integer({ min: 2, max: 9 })
const exitCode = FastCheck.constantFrom(0, 1, 126, 127, 143)
const signal = FastCheck.constantFrom<Array<TerminationSignal>>("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")

const states: { readonly [Tag in State["_tag"]]: FastCheck.Arbitrary<State> } = {
  Examining: FastCheck.constant({ _tag: "Examining" }),
  Launching: FastCheck.constant({ _tag: "Launching" }),
  Running: FastCheck.record({ _tag: FastCheck.constant("Running"), pid }),
  Interrupting: FastCheck.record({ _tag: FastCheck.constant("Interrupting"), pid, by: signal }),
  Recording: FastCheck.constant({ _tag: "Recording" }),
  Signalling: FastCheck.constant({ _tag: "Signalling" }),
  Notifying: FastCheck.constant({ _tag: "Notifying" }),
  Ended: FastCheck.record({ _tag: FastCheck.constant("Ended"), exitCode }),
}

const observations: { readonly [Tag in Observation["_tag"]]: FastCheck.Arbitrary<Observation> } = {
  Examined: FastCheck.record({
    _tag: FastCheck.constant("Examined"),
    done: FastCheck.boolean(),
    resume: FastCheck.boolean(),
    runnable: FastCheck.boolean(),
  }),
  Started: FastCheck.record({ _tag: FastCheck.constant("Started"), pid }),
  NotStarted: FastCheck.record({ _tag: FastCheck.constant("NotStarted"), pid, exitCode }),
  AgentEnded: FastCheck.record({ _tag: FastCheck.constant("AgentEnded"), exitCode }),
  Signalled: FastCheck.record({ _tag: FastCheck.constant("Signalled"), signal }),
  GroupEnded: FastCheck.constant({ _tag: "GroupEnded" }),
  GraceOver: FastCheck.constant({ _tag: "GraceOver" }),
  Recorded: FastCheck.constant({ _tag: "Recorded" }),
  MonitorTold: FastCheck.record({
    _tag: FastCheck.constant("MonitorTold"),
    outcome: FastCheck.constantFrom<Array<MonitorSignal>>("signaled:7", "monitor_pid_missing"),
  }),
  Notified: FastCheck.constant({ _tag: "Notified" }),
}

const runs = { numRuns: 2000, seed: 1 }

const tagsOf = <Tag extends string>(table: Record<Tag, unknown>) => Object.keys(table) as Array<Tag>

describe("every state and every observation:", () => {
  /** The states that may follow; none where the observation does not concern the state. */
  type Transitions = Record<State["_tag"], Record<Observation["_tag"], ReadonlyArray<State["_tag"]>>>

  const ignored: ReadonlyArray<never> = []
  const nothing: Transitions[State["_tag"]] = {
    Examined: ignored,
    Started: ignored,
    NotStarted: ignored,
    AgentEnded: ignored,
    Signalled: ignored,
    GroupEnded: ignored,
    GraceOver: ignored,
    Recorded: ignored,
    MonitorTold: ignored,
    Notified: ignored,
  }
  const transitions: Transitions = {
    Examining: { ...nothing, Examined: ["Launching", "Ended"] },
    Launching: { ...nothing, Started: ["Running"], NotStarted: ["Recording"] },
    Running: { ...nothing, AgentEnded: ["Recording"], Signalled: ["Interrupting"] },
    Interrupting: { ...nothing, Signalled: ["Interrupting"], GroupEnded: ["Ended"], GraceOver: ["Ended"] },
    Recording: { ...nothing, Recorded: ["Signalling"] },
    Signalling: { ...nothing, MonitorTold: ["Notifying"] },
    Notifying: { ...nothing, Notified: ["Ended"] },
    Ended: nothing,
  }

  const cells = tagsOf(states).flatMap((state) =>
    tagsOf(observations).map((observation) => ({ state, observation, next: transitions[state][observation] })),
  )

  test.each(cells.filter(({ next }) => next.length === 0))(
    "$state stays as it is and does nothing at $observation",
    ({ state, observation }) => {
      FastCheck.assert(
        FastCheck.property(states[state], observations[observation], (before, seen) => {
          expect(step(before, seen)).toEqual([before, []])
        }),
        { ...runs, numRuns: 20 },
      )
    },
  )

  test.each(cells.filter(({ next }) => next.length > 0))(
    "$state goes on at $observation to one of $next",
    ({ state, observation, next }) => {
      const reached = FastCheck.sample(FastCheck.tuple(states[state], observations[observation]), {
        ...runs,
        numRuns: 50,
      }).map(([before, seen]) => step(before, seen)[0]._tag)
      expect([...new Set(reached)].toSorted()).toEqual(next.toSorted())
    },
  )
})

/** One observation, and what the machine made of it. */
interface Happening {
  readonly observation: Observation
  readonly next: State
  readonly actions: ReadonlyArray<Action>
}

/** Most observations in the order of a task's life, so that the machine gets far; the others come whenever they like. */
const life: FastCheck.Arbitrary<ReadonlyArray<Happening>> = FastCheck.tuple(
  FastCheck.array(FastCheck.tuple(FastCheck.oneof(...Object.values(observations)), FastCheck.nat(7)), { maxLength: 6 }),
  FastCheck.tuple(
    FastCheck.oneof(
      { weight: 5, arbitrary: FastCheck.boolean().map((resume) => examined({ resume })) },
      { weight: 1, arbitrary: observations.Examined },
    ),
    FastCheck.oneof(observations.Started, observations.NotStarted),
    FastCheck.oneof(observations.AgentEnded, observations.Signalled),
    FastCheck.oneof(observations.Recorded, observations.Signalled),
    FastCheck.oneof(observations.MonitorTold, observations.GroupEnded, observations.GraceOver),
    observations.Notified,
  ),
).map(([strays, inOrder]) => {
  const all: Array<Observation> = [...inOrder]
  for (const [stray, at] of strays) all.splice(at, 0, stray)
  const history: Array<Happening> = []
  let state = initial
  for (const observation of all) {
    const [next, actions] = step(state, observation)
    history.push({ observation, next, actions })
    state = next
  }
  return history
})

const inEveryLife = (holds: (history: ReadonlyArray<Happening>) => void) =>
  FastCheck.assert(FastCheck.property(life, holds), runs)

const actionsOf = (history: ReadonlyArray<Happening>) => history.flatMap(({ actions }) => actions)
const tagsIn = (history: ReadonlyArray<Happening>) => actionsOf(history).map(({ _tag }) => _tag)

describe("in every life of a wrapper", () => {
  test("an interrupted task has no recorded end, and is not notified", () => {
    inEveryLife((history) => {
      const interrupted = history.findIndex(({ next }) => next._tag === "Interrupting")
      if (interrupted === -1) return
      for (const tag of ["RecordEnd", "TellMonitor", "RecordMonitorSignal", "Notify"] as const) {
        expect(tagsIn(history)).not.toContain(tag)
      }
      const end = history.at(-1)?.next
      if (end?._tag === "Ended") expect(end.exitCode).toBeGreaterThan(128)
    })
  })

  test("after the recorded end only its telling goes on, and the wrapper ends with 0", () => {
    inEveryLife((history) => {
      const recorded = history.findIndex(({ actions }) => actions.some(({ _tag }) => _tag === "RecordEnd"))
      if (recorded === -1) return
      const later = history.slice(recorded + 1)
      const telling = ["TellMonitor", "RecordMonitorSignal", "Notify"]
      expect(telling.slice(0, tagsIn(later).length)).toEqual(tagsIn(later))
      for (const { observation, actions } of later) if (observation._tag === "Signalled") expect(actions).toEqual([])
      const end = history.at(-1)?.next
      if (end?._tag === "Ended") expect(end.exitCode).toBe(0)
    })
  })

  test("an agent is launched once at most, and never for a task that is done or cannot be run", () => {
    inEveryLife((history) => {
      const launches = history.filter(({ actions }) => actions.some(({ _tag }) => _tag === "Launch"))
      expect(launches.length).toBeLessThanOrEqual(1)
      for (const { observation } of launches) expect(observation).toMatchObject({ done: false, runnable: true })
    })
  })

  test("the end is recorded once at most, with the code of the agent", () => {
    inEveryLife((history) => {
      const ends = history.filter(({ actions }) => actions.some(({ _tag }) => _tag === "RecordEnd"))
      expect(ends.length).toBeLessThanOrEqual(1)
      for (const { observation, actions } of ends) {
        const recorded = actions.find((action) => action._tag === "RecordEnd")
        if (!("exitCode" in observation) || recorded === undefined) throw new Error(`no end: ${observation._tag}`)
        expect(recorded.exitCode).toBe(observation.exitCode)
        expect(recorded.status).toBe(observation.exitCode === 0 ? "completed" : "failed")
      }
    })
  })

  test("signals go to the agent that was started, and it is killed only when its grace is over", () => {
    inEveryLife((history) => {
      const started = history.find(({ next }) => next._tag === "Running")?.observation
      for (const { observation, actions } of history) {
        for (const action of actions) {
          if (action._tag !== "PassOn" && action._tag !== "KillGroup" && action._tag !== "AwaitGroup") continue
          if (started?._tag !== "Started") throw new Error(`${action._tag} without an agent`)
          expect(action.pid).toBe(started.pid)
          if (action._tag === "KillGroup") expect(observation._tag).toBe("GraceOver")
        }
      }
    })
  })

  test("nothing happens after its end", () => {
    inEveryLife((history) => {
      const end = history.findIndex(({ next }) => next._tag === "Ended")
      if (end === -1) return
      expect(tagsIn(history.slice(end + 1))).toEqual([])
      expect(history.at(-1)?.next).toEqual(history[end]?.next as State)
    })
  })

  test("every state and every action is among the lives that these properties saw", () => {
    const lives = FastCheck.sample(life, runs)
    const reached = new Set(lives.flatMap((history) => history.map(({ next }) => next._tag)))
    const done = new Set(lives.flatMap(tagsIn))
    const everyAction: Record<Action["_tag"], true> = {
      SayAlreadyCompleted: true,
      Refuse: true,
      Launch: true,
      RecordStart: true,
      AwaitAgent: true,
      RecordEnd: true,
      TellMonitor: true,
      RecordMonitorSignal: true,
      Notify: true,
      PassOn: true,
      AwaitGroup: true,
      KillGroup: true,
    }
    expect([...reached].toSorted()).toEqual(tagsOf(states).toSorted())
    expect([...done].toSorted()).toEqual(tagsOf(everyAction).toSorted())
  })
})
