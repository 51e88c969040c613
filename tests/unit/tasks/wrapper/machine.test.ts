import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { TerminationSignal } from "../../../../src/os/process/signals.ts"
import type { ResumeOn } from "../../../../src/tasks/state/task.ts"
import {
  type Action,
  type AgentEnd,
  initial,
  type MonitorSignal,
  type Observation,
  type Policy,
  scriptPolicy,
  type State,
  step,
} from "../../../../src/tasks/wrapper/machine.ts"

const running: State = { _tag: "Running", group: 42 }

const examined = (task: { done?: boolean; resume?: boolean; runnable?: boolean }): Observation => ({
  _tag: "Examined",
  done: false,
  resume: false,
  runnable: true,
  ...task,
})

const signalled = (signal: TerminationSignal): Observation => ({ _tag: "Signalled", signal })

const plainEnd = {
  signalled: false,
  hopeless: false,
  forgotten: false,
  disowned: false,
  succeeded: false,
} as const

const agentEnded = (end: Partial<AgentEnd>): Observation => ({
  _tag: "AgentEnded",
  exitCode: 0,
  ...plainEnd,
  ...end,
})

const keeping = (resumeOn: ResumeOn): Policy => ({ resumeOn, keepsMonitor: true, exitCode: 0 })

describe("a task that is examined", () => {
  test.each([
    { resume: false, runnable: true },
    { resume: true, runnable: true },
    { resume: true, runnable: false },
    { resume: false, runnable: false },
  ])("and is done is left alone: $resume, $runnable", (task) => {
    expect(step(scriptPolicy, initial, examined({ done: true, ...task }))).toEqual([
      { _tag: "Ended", end: 0 },
      [{ _tag: "SayAlreadyCompleted" }],
    ])
  })

  test.each([false, true])("and cannot be run is refused; resume: %p", (resume) => {
    expect(step(scriptPolicy, initial, examined({ runnable: false, resume }))).toEqual([
      { _tag: "Ended", end: 1 },
      [{ _tag: "Refuse" }],
    ])
  })

  test("is launched for the first time", () => {
    expect(step(scriptPolicy, initial, examined({}))).toEqual([
      { _tag: "Launching" },
      [{ _tag: "Launch", mode: "first" }],
    ])
  })

  test("and has the marker is launched to go on", () => {
    expect(step(scriptPolicy, initial, examined({ resume: true }))).toEqual([
      { _tag: "Launching" },
      [{ _tag: "Launch", mode: "resume" }],
    ])
  })
})

describe("an agent", () => {
  test("that was started is recorded, then waited for", () => {
    expect(step(scriptPolicy, { _tag: "Launching" }, { _tag: "Started", pid: 43, group: 42 })).toEqual([
      running,
      [{ _tag: "RecordStart", pid: 43 }, { _tag: "AwaitAgent" }],
    ])
  })

  test.each([1, 126, 127])("that could not be started for %d is recorded as started and failed", (exitCode) => {
    expect(step(scriptPolicy, { _tag: "Launching" }, { _tag: "NotStarted", pid: 7, exitCode })).toEqual([
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
    expect(step(scriptPolicy, running, agentEnded({ exitCode }))).toEqual([
      { _tag: "Recording" },
      [{ _tag: "RecordEnd", exitCode, status }],
    ])
  })
})

describe("an end that is recorded", () => {
  test("is told to the monitor", () => {
    expect(step(scriptPolicy, { _tag: "Recording" }, { _tag: "Recorded" })).toEqual([
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
    expect(step(scriptPolicy, { _tag: "Signalling" }, { _tag: "MonitorTold", outcome })).toEqual([
      { _tag: "Notifying" },
      [{ _tag: "RecordMonitorSignal", outcome }, { _tag: "Notify" }],
    ])
  })

  test("of a task that no attempt can run ends the wrapper with 1", () => {
    const refusing: Policy = { ...scriptPolicy, exitCode: 1 }
    expect(step(refusing, { _tag: "Notifying" }, { _tag: "Notified" })).toEqual([{ _tag: "Ended", end: 1 }, []])
  })

  test("ends the wrapper with 0 once it was told", () => {
    expect(step(scriptPolicy, { _tag: "Notifying" }, { _tag: "Notified" })).toEqual([{ _tag: "Ended", end: 0 }, []])
  })
})

describe("a signal", () => {
  const interrupting: State = { _tag: "Interrupting", group: 42, by: { signal: "SIGINT", ofGroup: false } }

  test.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const)("%s is passed on to the running agent", (signal) => {
    expect(step(scriptPolicy, running, signalled(signal))).toEqual([
      { _tag: "Interrupting", group: 42, by: { signal, ofGroup: false } },
      [
        { _tag: "PassOn", signal, group: 42 },
        { _tag: "AwaitGroup", group: 42 },
      ],
    ])
  })

  test("that follows another is passed on too, and the first one counts", () => {
    expect(step(scriptPolicy, interrupting, signalled("SIGTERM"))).toEqual([
      interrupting,
      [{ _tag: "PassOn", signal: "SIGTERM", group: 42 }],
    ])
  })

  test.each([
    ["the wrapper's", false],
    ["the terminal's", true],
  ])("is what the wrapper dies of, and nothing is recorded: %s", (_, ofGroup) => {
    const by = { signal: "SIGHUP", ofGroup } as const
    const state: State = { _tag: "Interrupting", group: 42, by }
    expect(step(scriptPolicy, state, { _tag: "GroupEnded" })).toEqual([{ _tag: "Ended", end: by }, []])
    expect(step(scriptPolicy, state, { _tag: "GraceOver" })).toEqual([
      { _tag: "Ended", end: by },
      [{ _tag: "KillGroup", group: 42 }],
    ])
  })

  test("makes the end of the agent no end of the task", () => {
    expect(step(scriptPolicy, interrupting, agentEnded({}))).toEqual([interrupting, []])
  })

  test.each(["SIGINT", "SIGQUIT", "SIGHUP"] as const)(
    "%s of the terminal was heard by the agent's group already",
    (signal) => {
      const heard: Observation = { _tag: "SignalledByTerminal", signal }
      expect(step(scriptPolicy, running, heard)).toEqual([
        { _tag: "Interrupting", group: 42, by: { signal, ofGroup: true } },
        [{ _tag: "AwaitGroup", group: 42 }],
      ])
      expect(step(scriptPolicy, interrupting, heard)).toEqual([interrupting, []])
    },
  )

  test.each(["Recording", "Signalling", "Notifying"] as const)("while %s changes nothing", (_tag) => {
    expect(step(scriptPolicy, { _tag }, signalled("SIGHUP"))).toEqual([{ _tag }, []])
  })
})

/** The fate of a task whose agent has ended: recorded as its end, or left to the monitor. */
const fateOf = (resumeOn: ResumeOn, end: Partial<AgentEnd>): "recorded" | "left to the monitor" => {
  const [state, actions] = step(keeping(resumeOn), running, agentEnded(end))
  const { exitCode } = { exitCode: 0, ...end }
  if (state._tag === "Recording") {
    expect(actions).toEqual([{ _tag: "RecordEnd", exitCode, status: exitCode === 0 ? "completed" : "failed" }])
    return "recorded"
  }
  expect([state, actions]).toEqual([
    { _tag: "Ended", end: exitCode },
    [{ _tag: "RecordCrash", exitCode }, { _tag: "StartMonitor" }],
  ])
  return "left to the monitor"
}

describe("which ends are left to the monitor:", () => {
  type Fate = ReturnType<typeof fateOf>
  const recorded = "recorded" satisfies Fate
  const left = "left to the monitor" satisfies Fate

  test.each<[string, Partial<AgentEnd>, Record<ResumeOn, Fate>]>([
    ["success", { exitCode: 0 }, { crash: recorded, failure: recorded, never: recorded }],
    ["success of a hopeless one", { hopeless: true }, { crash: recorded, failure: recorded, never: recorded }],
    ["success of a forgotten one", { forgotten: true }, { crash: recorded, failure: recorded, never: recorded }],
    ["a failure", { exitCode: 1 }, { crash: recorded, failure: left, never: recorded }],
    ["no such program", { exitCode: 127 }, { crash: recorded, failure: left, never: recorded }],
    ["128 itself", { exitCode: 128 }, { crash: recorded, failure: left, never: recorded }],
    ["255", { exitCode: 255 }, { crash: recorded, failure: left, never: recorded }],
    ["a hopeless failure", { exitCode: 1, hopeless: true }, { crash: recorded, failure: recorded, never: recorded }],
    ["a forgotten conversation", { exitCode: 1, forgotten: true }, { crash: left, failure: left, never: recorded }],
    [
      "a forgotten conversation of a hopeless one",
      { exitCode: 1, forgotten: true, hopeless: true },
      { crash: left, failure: left, never: recorded },
    ],
    ["a death by HUP", { exitCode: 129 }, { crash: left, failure: left, never: recorded }],
    ["a death by INT", { exitCode: 130 }, { crash: left, failure: left, never: recorded }],
    ["a death by KILL", { exitCode: 137 }, { crash: left, failure: left, never: recorded }],
    ["a death by SEGV", { exitCode: 139 }, { crash: left, failure: left, never: recorded }],
    ["a death by PIPE", { exitCode: 141 }, { crash: left, failure: left, never: recorded }],
    ["a death by TERM", { exitCode: 143 }, { crash: left, failure: left, never: recorded }],
    ["a death by XCPU", { exitCode: 152, signalled: true }, { crash: left, failure: left, never: recorded }],
    ["a program's own 152", { exitCode: 152 }, { crash: recorded, failure: left, never: recorded }],
    ["a death of a hopeless one", { exitCode: 137, hopeless: true }, { crash: left, failure: left, never: recorded }],
    ["an own code beyond the signals", { exitCode: 192 }, { crash: recorded, failure: left, never: recorded }],
  ])("%s", (_, end, fates) => {
    const found = { crash: fateOf("crash", end), failure: fateOf("failure", end), never: fateOf("never", end) }
    expect(found).toEqual(fates)
  })

  test.each(["crash", "failure", "never"] as const)(
    "an end that another process caused is not recorded; %s",
    (resumeOn) => {
      for (const exitCode of [0, 1, 137]) {
        for (const forgotten of [false, true]) {
          const taken = step(keeping(resumeOn), running, agentEnded({ exitCode, forgotten, disowned: true }))
          expect(taken).toEqual([{ _tag: "Ended", end: exitCode }, []])
        }
      }
    },
  )

  test("the scripts record every end", () => {
    for (const exitCode of [0, 1, 129, 137, 143]) {
      for (const forgotten of [false, true]) {
        const [state] = step(scriptPolicy, running, agentEnded({ exitCode, forgotten }))
        expect(state).toEqual({ _tag: "Recording" })
      }
    }
  })
})

describe("a wrapper that keeps a monitor", () => {
  test("starts one that is lost, and goes on as before", () => {
    expect(step(keeping("crash"), running, { _tag: "MonitorLost" })).toEqual([running, [{ _tag: "StartMonitor" }]])
  })

  test.each<State>([
    { _tag: "Examining" },
    { _tag: "Launching" },
    { _tag: "Interrupting", group: 42, by: { signal: "SIGTERM", ofGroup: false } },
    { _tag: "Recording" },
    { _tag: "Signalling" },
    { _tag: "Ended", end: 0 },
  ])("starts none while $_tag", (state) => {
    expect(step(keeping("crash"), state, { _tag: "MonitorLost" })).toEqual([state, []])
  })

  test("makes sure that there is one before it leaves an interrupted task to it", () => {
    const by = { signal: "SIGHUP", ofGroup: true } as const
    const interrupting: State = { _tag: "Interrupting", group: 42, by }
    expect(step(keeping("never"), interrupting, { _tag: "GroupEnded" })).toEqual([
      { _tag: "Ended", end: by },
      [{ _tag: "StartMonitor" }],
    ])
    expect(step(keeping("never"), interrupting, { _tag: "GraceOver" })).toEqual([
      { _tag: "Ended", end: by },
      [{ _tag: "KillGroup", group: 42 }, { _tag: "StartMonitor" }],
    ])
  })

  test("leaves the notification to the monitor that it has signalled", () => {
    expect(step(keeping("never"), { _tag: "Signalling" }, { _tag: "MonitorTold", outcome: "signaled:7" })).toEqual([
      { _tag: "Ended", end: 0 },
      [{ _tag: "RecordMonitorSignal", outcome: "signaled:7" }],
    ])
  })

  test.each<MonitorSignal>(["monitor_not_live:7", "kill_failed:7", "monitor_pid_empty", "monitor_pid_missing"])(
    "starts a monitor for the notification if none could be signalled: %s",
    (outcome) => {
      expect(step(keeping("crash"), { _tag: "Signalling" }, { _tag: "MonitorTold", outcome })).toEqual([
        { _tag: "Ended", end: 0 },
        [{ _tag: "RecordMonitorSignal", outcome }, { _tag: "StartMonitor" }],
      ])
    },
  )

  test("records an agent that could not be started as failed, under every policy", () => {
    for (const resumeOn of ["crash", "failure", "never"] as const) {
      const [state, actions] = step(
        keeping(resumeOn),
        { _tag: "Launching" },
        { _tag: "NotStarted", pid: 7, exitCode: 127 },
      )
      expect(state).toEqual({ _tag: "Recording" })
      expect(actions).toContainEqual({ _tag: "RecordEnd", exitCode: 127, status: "failed" })
    }
  })
})

const pid = FastCheck.integer({ min: 2, max: 9 })
const exitCode = FastCheck.constantFrom(0, 1, 126, 127, 143)
const signal = FastCheck.constantFrom<Array<TerminationSignal>>("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")
const death = FastCheck.record({ signal, ofGroup: FastCheck.boolean() })

const states: { readonly [Tag in State["_tag"]]: FastCheck.Arbitrary<State> } = {
  Examining: FastCheck.constant({ _tag: "Examining" }),
  Launching: FastCheck.constant({ _tag: "Launching" }),
  Running: FastCheck.record({ _tag: FastCheck.constant("Running"), group: pid }),
  Interrupting: FastCheck.record({ _tag: FastCheck.constant("Interrupting"), group: pid, by: death }),
  Recording: FastCheck.constant({ _tag: "Recording" }),
  Signalling: FastCheck.constant({ _tag: "Signalling" }),
  Notifying: FastCheck.constant({ _tag: "Notifying" }),
  Ended: FastCheck.record({ _tag: FastCheck.constant("Ended"), end: FastCheck.oneof(exitCode, death) }),
}

const observations: { readonly [Tag in Observation["_tag"]]: FastCheck.Arbitrary<Observation> } = {
  Examined: FastCheck.record({
    _tag: FastCheck.constant("Examined"),
    done: FastCheck.boolean(),
    resume: FastCheck.boolean(),
    runnable: FastCheck.boolean(),
  }),
  Started: FastCheck.record({ _tag: FastCheck.constant("Started"), pid, group: pid }),
  NotStarted: FastCheck.record({ _tag: FastCheck.constant("NotStarted"), pid, exitCode }),
  AgentEnded: FastCheck.record({
    _tag: FastCheck.constant("AgentEnded"),
    signalled: FastCheck.boolean(),
    exitCode,
    hopeless: FastCheck.boolean(),
    forgotten: FastCheck.boolean(),
    disowned: FastCheck.nat(4).map((draw) => draw === 0),
    succeeded: FastCheck.boolean(),
  }),
  Signalled: FastCheck.record({ _tag: FastCheck.constant("Signalled"), signal }),
  SignalledByTerminal: FastCheck.record({
    _tag: FastCheck.constant("SignalledByTerminal"),
    signal: FastCheck.constantFrom<Array<"SIGINT" | "SIGHUP">>("SIGINT", "SIGHUP"),
  }),
  GroupEnded: FastCheck.constant({ _tag: "GroupEnded" }),
  GraceOver: FastCheck.constant({ _tag: "GraceOver" }),
  Recorded: FastCheck.constant({ _tag: "Recorded" }),
  MonitorTold: FastCheck.record({
    _tag: FastCheck.constant("MonitorTold"),
    outcome: FastCheck.constantFrom<Array<MonitorSignal>>("signaled:7", "monitor_pid_missing"),
  }),
  Notified: FastCheck.constant({ _tag: "Notified" }),
  MonitorLost: FastCheck.constant({ _tag: "MonitorLost" }),
}

const policy: FastCheck.Arbitrary<Policy> = FastCheck.oneof(
  FastCheck.constant(scriptPolicy),
  FastCheck.record({
    resumeOn: FastCheck.constantFrom<Array<ResumeOn>>("crash", "failure", "never"),
    keepsMonitor: FastCheck.boolean(),
    exitCode: FastCheck.constantFrom<Array<0 | 1>>(0, 1),
  }),
)

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
    SignalledByTerminal: ignored,
    Signalled: ignored,
    GroupEnded: ignored,
    GraceOver: ignored,
    Recorded: ignored,
    MonitorTold: ignored,
    Notified: ignored,
    MonitorLost: ignored,
  }
  const transitions: Transitions = {
    Examining: { ...nothing, Examined: ["Launching", "Ended"] },
    Launching: { ...nothing, Started: ["Running"], NotStarted: ["Recording"] },
    Running: {
      ...nothing,
      AgentEnded: ["Recording", "Ended"],
      SignalledByTerminal: ["Interrupting"],
      Signalled: ["Interrupting"],
      MonitorLost: ["Running"],
    },
    Interrupting: {
      ...nothing,
      AgentEnded: ["Interrupting", "Recording"],
      Signalled: ["Interrupting"],
      GroupEnded: ["Ended"],
      GraceOver: ["Ended"],
    },
    Recording: { ...nothing, Recorded: ["Signalling"] },
    Signalling: { ...nothing, MonitorTold: ["Notifying", "Ended"] },
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
        FastCheck.property(policy, states[state], observations[observation], (kept, before, seen) => {
          expect(step(kept, before, seen)).toEqual([before, []])
        }),
        { ...runs, numRuns: 20 },
      )
    },
  )

  test.each(cells.filter(({ next }) => next.length > 0))(
    "$state goes on at $observation to one of $next",
    ({ state, observation, next }) => {
      const reached = FastCheck.sample(FastCheck.tuple(policy, states[state], observations[observation]), {
        ...runs,
        numRuns: 100,
      }).map(([kept, before, seen]) => step(kept, before, seen)[0]._tag)
      expect([...new Set(reached)].toSorted()).toEqual(next.toSorted())
    },
  )
})

/** One observation, and what the machine made of it. */
interface Happening {
  readonly policy: Policy
  readonly before: State
  readonly observation: Observation
  readonly next: State
  readonly actions: ReadonlyArray<Action>
}

/** Most observations come in the order of a task's life, so that the machine gets far; the others at any time. */
const life: FastCheck.Arbitrary<ReadonlyArray<Happening>> = FastCheck.tuple(
  policy,
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
).map(([kept, strays, inOrder]) => {
  const all: Array<Observation> = [...inOrder]
  for (const [stray, at] of strays) all.splice(at, 0, stray)
  const history: Array<Happening> = []
  let state = initial
  for (const observation of all) {
    const [next, actions] = step(kept, state, observation)
    history.push({ policy: kept, before: state, observation, next, actions })
    state = next
  }
  return history
})

const inEveryLife = (holds: (history: ReadonlyArray<Happening>) => void) =>
  FastCheck.assert(FastCheck.property(life, holds), runs)

const actionsOf = (history: ReadonlyArray<Happening>) => history.flatMap(({ actions }) => actions)
const tagsIn = (history: ReadonlyArray<Happening>) => actionsOf(history).map(({ _tag }) => _tag)

describe("in every life of a wrapper", () => {
  test("an interrupted task has no recorded end, and is not notified, unless its agent has just finished", () => {
    inEveryLife((history) => {
      const interrupted = history.findIndex(({ next }) => next._tag === "Interrupting")
      if (interrupted === -1) return
      const finished = history.slice(interrupted).some(({ next }) => next._tag === "Recording")
      if (finished) return
      for (const tag of ["RecordEnd", "TellMonitor", "RecordMonitorSignal", "Notify"] as const) {
        expect(tagsIn(history)).not.toContain(tag)
      }
      const end = history.at(-1)?.next
      if (end?._tag === "Ended") expect(end.end).toHaveProperty("signal")
    })
  })

  test("after the recorded end only signal and notification follow, and the wrapper ends with the code of its policy", () => {
    inEveryLife((history) => {
      const recorded = history.findIndex(({ actions }) => actions.some(({ _tag }) => _tag === "RecordEnd"))
      if (recorded === -1) return
      const later = history.slice(recorded + 1)
      const last = history[recorded]?.policy.keepsMonitor === true ? "StartMonitor" : "Notify"
      const telling = ["TellMonitor", "RecordMonitorSignal", last] as ReadonlyArray<Action["_tag"]>
      expect(telling.slice(0, tagsIn(later).length)).toEqual(tagsIn(later))
      for (const { observation, actions } of later) if (observation._tag === "Signalled") expect(actions).toEqual([])
      const end = history.at(-1)?.next
      if (end?._tag === "Ended") expect(end.end).toBe(history[0]?.policy.exitCode ?? 0)
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

  test("an agent's end is exactly one of: the task's end, a crash, another process's doing", () => {
    inEveryLife((history) => {
      for (const { before, observation, next, actions } of history) {
        if (before._tag !== "Running" || observation._tag !== "AgentEnded") continue
        const records = actions.filter(({ _tag }) => _tag !== "StartMonitor")
        expect(records.length).toBe(observation.disowned ? 0 : 1)
        if (observation.disowned) expect(actions).toEqual([])
        expect(next._tag === "Recording").toBe(actions.some(({ _tag }) => _tag === "RecordEnd"))
      }
      const records = tagsIn(history).filter((tag) => tag === "RecordEnd" || tag === "RecordCrash")
      expect(records.length).toBeLessThanOrEqual(1)
    })
  })

  test("a wrapper that keeps a monitor never notifies, and starts one if it is lost, was not signalled or has to go on", () => {
    inEveryLife((history) => {
      const keepsMonitor = history[0]?.policy.keepsMonitor === true
      if (keepsMonitor) expect(tagsIn(history)).not.toContain("Notify")
      const started = history.filter(({ actions }) => actions.some(({ _tag }) => _tag === "StartMonitor"))
      for (const { before, observation, next } of started) {
        if (before._tag === "Running" && observation._tag === "MonitorLost") continue
        expect(keepsMonitor).toBe(true)
        expect(next._tag).toBe("Ended")
        expect(["Running", "Interrupting", "Signalling"]).toContain(before._tag)
      }
    })
  })

  test("an unfinished task of a wrapper that keeps a monitor has one, unless another process has ended the agent", () => {
    inEveryLife((history) => {
      const end = history.find(({ next }) => next._tag === "Ended")
      if (end === undefined || !end.policy.keepsMonitor) return
      const { before, observation, actions } = end
      const isUnfinished =
        before._tag === "Interrupting" || (before._tag === "Running" && observation._tag === "AgentEnded")
      if (!isUnfinished || (observation._tag === "AgentEnded" && observation.disowned)) return
      expect(actions.at(-1)).toEqual({ _tag: "StartMonitor" })
    })
  })

  test("a crash is recorded only where the policy resumes on it, and nothing is told of it", () => {
    inEveryLife((history) => {
      const crashed = history.find(({ actions }) => actions.some(({ _tag }) => _tag === "RecordCrash"))
      if (crashed === undefined) return
      expect(crashed.policy.resumeOn).not.toBe("never")
      expect(crashed.observation).toMatchObject({ _tag: "AgentEnded", disowned: false })
      for (const tag of ["RecordEnd", "TellMonitor", "RecordMonitorSignal", "Notify"] as const) {
        expect(tagsIn(history)).not.toContain(tag)
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
          expect(action.group).toBe(started.group)
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

  test("these properties have seen every state and every action", () => {
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
      RecordCrash: true,
      StartMonitor: true,
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
