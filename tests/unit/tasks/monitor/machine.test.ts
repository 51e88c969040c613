import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { TerminationSignal } from "../../../../src/os/process/signals.ts"
import {
  type Action,
  type AgentLife,
  type Glance,
  initial,
  type Memory,
  nextInterval,
  type Observation,
  type State,
  type Step,
  step,
  type WrapperLife,
} from "../../../../src/tasks/monitor/machine.ts"
import { managedPolicy, type Policy, scriptPolicy, type Settings } from "../../../../src/tasks/monitor/settings.ts"
import type { ManifestStatus } from "../../../../src/tasks/state/taskStatus.ts"

const defaults: Settings = {
  baseIntervalSeconds: 30,
  maxIntervalSeconds: 300,
  deadlineSeconds: 18_000,
  gracePeriodSeconds: 30,
  maxResumes: 10,
  dispatchWaitSeconds: 10,
  waitingChecks: 2,
  staleIntervals: 3,
  policy: scriptPolicy,
}

/** The same for a task of `outlive run`. */
const managed: Settings = { ...defaults, policy: managedPolicy }

const rested: Memory = {
  deadline: 18_000,
  recentResumes: 0,
  resumes: 0,
  staleSince: undefined,
  waitingChecks: 0,
}

/** An agent that is alive and prints, at second 100. */
const quiet: Glance = { now: 100, completion: undefined, agent: "alive", activeAt: 100 }

const glanced = (glance: Partial<Glance>): Observation => ({ _tag: "Glanced", ...quiet, ...glance })

const paneSeen = (glance: Partial<Glance>, text: string | undefined = ""): Observation => ({
  _tag: "PaneSeen",
  glance: { ...quiet, ...glance },
  text,
})

const sessionGone = (glance: Partial<Glance>): Observation => ({ _tag: "SessionGone", glance: { ...quiet, ...glance } })

const sleepingUntil = (until: number, memory: Partial<Memory> = {}): State => ({
  _tag: "Sleeping",
  until,
  memory: { ...rested, ...memory },
})

/** The check that was due at second 100. */
const looking = (memory: Partial<Memory> = {}, confirmedDead = false): State => ({
  _tag: "Looking",
  due: 100,
  confirmedDead,
  memory: { ...rested, ...memory },
})

const isWords = ({ _tag }: Action): boolean => _tag === "Say" || _tag === "Trace"

interface Deeds {
  readonly state: State
  readonly actions: ReadonlyArray<Action>
}

/** What was decided and done, without the words for users. */
const deedsOf = ([state, actions]: Step): Deeds => ({
  state,
  actions: actions.filter((action) => !isWords(action)),
})

const linesOf = ([, actions]: Step): ReadonlyArray<string> =>
  actions.flatMap((action) => (action._tag === "Say" ? [action.line] : []))

const cleaningUp = (exitCode: number): State => ({ _tag: "CleaningUp", exitCode })

const prompt = "Overwrite it? (y/n)"

/** Memory after one check of an agent that is alive. */
const memoryAfter = ([state]: Step): Memory => {
  if (!("memory" in state)) throw new Error(`no memory in ${state._tag}`)
  return state.memory
}

describe("a monitor begins", () => {
  test("with a check that is due at once, and with the deadline that many seconds ahead", () => {
    expect(initial({ ...defaults, deadlineSeconds: 500 }, 1000)).toEqual({
      _tag: "Sleeping",
      until: 1000,
      memory: { deadline: 1500, recentResumes: 0, resumes: 0, staleSince: undefined, waitingChecks: 0 },
    })
  })

  test("and looks at the pane at its first glance", () => {
    const first = step(defaults, initial(defaults, 1000), glanced({ now: 1000, agent: "not started" }))
    expect(first[1]).toEqual([{ _tag: "LookAtPane" }])
  })
})

describe("a check, in this order:", () => {
  test("the deadline ends the watch with 1, although the task is complete", () => {
    const late = step(defaults, sleepingUntil(18_000), glanced({ now: 18_000, completion: "0" }))
    expect(deedsOf(late)).toEqual({ state: cleaningUp(1), actions: [{ _tag: "LookAtTask" }] })
    expect(linesOf(late)).toHaveLength(1)
    expect(linesOf(late)[0]).not.toContain("completed")
  })

  test("the deadline counts from its own moment on, and not before", () => {
    const before = step(defaults, sleepingUntil(17_999), glanced({ now: 17_999.9 }))
    expect(before[0]._tag).toBe("Looking")
  })

  test("the deadline is kept by a glance before the check is due", () => {
    const woken = step(defaults, sleepingUntil(18_010), glanced({ now: 18_000 }))
    expect(woken[0]).toEqual({ _tag: "CleaningUp", exitCode: 1 })
  })

  test("a task that is done is complete without a word from tmux", () => {
    const done = step(defaults, sleepingUntil(100), glanced({ completion: "42", agent: "gone" }))
    expect(deedsOf(done)).toEqual({
      state: { _tag: "SigningOff", told: false, since: 100 },
      actions: [{ _tag: "LookAtWrapper" }],
    })
    expect(linesOf(done)).toEqual(["Task completed with exit code: 42"])
  })

  test("a task that is done before its agent was recorded is complete", () => {
    const done = step(defaults, sleepingUntil(100), glanced({ completion: "unknown", agent: "not started" }))
    expect(linesOf(done)).toEqual(["Task completed with exit code: unknown"])
  })

  test("what remains needs tmux", () => {
    expect(step(defaults, sleepingUntil(100, { resumes: 3 }), glanced({}))).toEqual([
      looking({ resumes: 3 }),
      [{ _tag: "LookAtPane" }],
    ])
  })

  test("a task that was done while tmux answered is complete", () => {
    for (const observation of [paneSeen({ completion: "7" }, prompt), sessionGone({ completion: "7" })]) {
      const done = step(defaults, looking(), observation)
      expect(done[0]).toEqual({ _tag: "SigningOff", told: false, since: 100 })
      expect(linesOf(done)).toEqual(["Task completed with exit code: 7"])
    }
  })

  test.each(["alive", "not started", "gone"] as const)(
    "without its session the watch ends with 0; agent: %s",
    (agent) => {
      const gone = step(defaults, looking(), sessionGone({ agent }))
      expect(deedsOf(gone)).toEqual({ state: cleaningUp(0), actions: [{ _tag: "LookAtTask" }] })
      expect(linesOf(gone)).toHaveLength(1)
    },
  )

  test("an agent that has not started is waited for, with any pane and log", () => {
    const memory = { waitingChecks: 1, staleSince: 50, recentResumes: 1 }
    const early = step(defaults, looking(memory), paneSeen({ agent: "not started", activeAt: 1 }, prompt))
    expect(early).toEqual([sleepingUntil(160, memory), []])
  })

  test("a dead agent comes before the pane and the log", () => {
    const memory = { waitingChecks: 1, staleSince: 50 }
    const dead = step(defaults, looking(memory), paneSeen({ agent: "gone", activeAt: 1 }, prompt))
    expect(dead).toEqual([{ _tag: "ConfirmingDeath", until: 102, memory: { ...rested, ...memory } }, []])
  })

  test("a prompt comes before a hang", () => {
    const hung = { staleSince: 1, waitingChecks: 1 }
    const asked = step(defaults, looking(hung), paneSeen({ activeAt: 1 }, prompt))
    expect(asked[0]).toEqual({ _tag: "CleaningUp", exitCode: 1 })
    expect(asked[1]).toContainEqual({ _tag: "RecordAbandoned", reason: "waiting_for_input" })
  })

  test("when all is well, it sleeps for the interval", () => {
    expect(step(defaults, looking(), paneSeen({}, "compiling"))).toEqual([sleepingUntil(130), []])
  })

  test("without a log the output is not judged", () => {
    const memory = { staleSince: 1, recentResumes: 2 }
    const silent = step(defaults, looking(memory), paneSeen({ activeAt: undefined }))
    expect(silent).toEqual([sleepingUntil(220, memory), []])
  })
})

describe("between two checks", () => {
  test.each(["alive", "not started"] as const)("nothing happens while the agent is %s", (agent) => {
    const state = sleepingUntil(100)
    expect(step(defaults, state, glanced({ now: 99.9, agent }))).toEqual([state, []])
  })

  test("completion is seen at once", () => {
    const done = step(defaults, sleepingUntil(100), glanced({ now: 75, completion: "0" }))
    expect(done[0]).toEqual({ _tag: "SigningOff", told: false, since: 75 })
  })

  test("the death of the agent begins a check at once, which remembers when it was due", () => {
    expect(step(defaults, sleepingUntil(100), glanced({ now: 75, agent: "gone" }))).toEqual([
      looking(),
      [{ _tag: "LookAtPane" }],
    ])
  })

  test("a check that was early finds the agent dead", () => {
    const dead = step(defaults, looking(), paneSeen({ now: 75.5, agent: "gone" }))
    expect(dead[0]).toMatchObject({ _tag: "ConfirmingDeath", until: 77.5 })
  })

  test.each(["alive", "not started"] as const)(
    "a check that was early for an agent that is now %s keeps the rhythm and judges nothing",
    (agent) => {
      const memory = { waitingChecks: 1, staleSince: 1, recentResumes: 3 }
      const early = step(defaults, looking(memory), paneSeen({ now: 99.9, agent, activeAt: 1 }, prompt))
      expect(early).toEqual([sleepingUntil(100, memory), []])
    },
  )

  test("the session's end is seen by a check that was early", () => {
    expect(step(defaults, looking(), sessionGone({ now: 75 }))[0]).toEqual({ _tag: "CleaningUp", exitCode: 0 })
  })
})

describe("the death of the agent", () => {
  const confirming: State = { _tag: "ConfirmingDeath", until: 102, memory: { ...rested, staleSince: 50 } }

  test("is believed after two seconds and a last look", () => {
    expect(step(defaults, confirming, glanced({ now: 101.9, agent: "gone" }))).toEqual([confirming, []])
    expect(step(defaults, confirming, glanced({ now: 102, agent: "gone" }))).toEqual([
      { _tag: "Looking", due: 102, confirmedDead: true, memory: { ...rested, staleSince: 50 } },
      [{ _tag: "LookAtPane" }],
    ])
  })

  test.each([100.5, 102])("was the task's end when it is done at second %d", (now) => {
    const done = step(defaults, confirming, glanced({ now, agent: "gone", completion: "0" }))
    expect(deedsOf(done)).toEqual({
      state: { _tag: "SigningOff", told: false, since: now },
      actions: [{ _tag: "LookAtWrapper" }],
    })
    expect(linesOf(done)).toEqual(["Task completed with exit code: 0"])
  })

  test("was the task's end when it is done at the last look", () => {
    const done = step(defaults, looking({}, true), paneSeen({ agent: "gone", completion: "0" }))
    expect(linesOf(done)).toEqual(["Task completed with exit code: 0"])
  })

  test("ends the watch when the session has gone with it", () => {
    expect(step(defaults, looking({}, true), sessionGone({ agent: "gone" }))[0]).toEqual({
      _tag: "CleaningUp",
      exitCode: 0,
    })
  })

  test("was a crash otherwise: the task is resumed, and staleness is forgotten", () => {
    const crash = step(defaults, looking({ staleSince: 50, waitingChecks: 1 }, true), paneSeen({ agent: "gone" }))
    expect(deedsOf(crash)).toEqual({
      state: {
        _tag: "Dispatching",
        until: 110,
        memory: { deadline: 18_000, recentResumes: 1, resumes: 1, staleSince: undefined, waitingChecks: 1 },
      },
      actions: [{ _tag: "Resume", status: "crashed", retryCount: 1 }],
    })
  })
})

describe("the pane", () => {
  test.each([
    ["Proceed? [Y/n]", "waiting_for_input"],
    ["panic: nil", "crash_text"],
    ["Update available", "upgrade_nag"],
  ] as const)("that shows %p is recorded as %s", (text, paneState) => {
    const [state, actions] = step(defaults, looking(), paneSeen({}, text))
    expect(state._tag).toBe("Sleeping")
    expect(actions).toEqual([{ _tag: "RecordPaneState", paneState }])
  })

  test.each([["compiling"], [""], [undefined]])("that shows %p is not recorded", (text) => {
    expect(step(defaults, looking(), { _tag: "PaneSeen", glance: quiet, text })[1]).toEqual([])
  })

  test("that asks once is waited for", () => {
    const once = step(defaults, looking(), paneSeen({}, prompt))
    expect(once[0]).toEqual(sleepingUntil(130, { waitingChecks: 1 }))
  })

  test("that asks at two checks in a row has the task abandoned, with its state recorded first", () => {
    const twice = step(defaults, looking({ waitingChecks: 1 }), paneSeen({}, prompt))
    expect(deedsOf(twice)).toEqual({
      state: cleaningUp(1),
      actions: [
        { _tag: "RecordPaneState", paneState: "waiting_for_input" },
        { _tag: "RecordAbandoned", reason: "waiting_for_input" },
        { _tag: "LookAtTask" },
      ],
    })
    expect(linesOf(twice)).toHaveLength(1)
  })

  test.each([["panic: nil"], ["update available"], ["compiling"], [undefined]])(
    "that asks, then shows %p, then asks again has asked once",
    (text) => {
      const between = step(defaults, looking({ waitingChecks: 1 }), { _tag: "PaneSeen", glance: quiet, text })
      expect(memoryAfter(between).waitingChecks).toBe(0)
      const again = step(defaults, looking(memoryAfter(between)), paneSeen({}, prompt))
      expect(memoryAfter(again).waitingChecks).toBe(1)
    },
  )

  test.each([1, 0])("that asks once has the task abandoned where the setting is %d", (waitingChecks) => {
    const once = step({ ...defaults, waitingChecks }, looking(), paneSeen({}, prompt))
    expect(once[0]).toEqual({ _tag: "CleaningUp", exitCode: 1 })
  })

  test("that does not ask has nothing abandoned where the setting is 0", () => {
    const once = step({ ...defaults, waitingChecks: 0 }, looking(), paneSeen({}, "compiling"))
    expect(once[0]._tag).toBe("Sleeping")
  })

  test("has to ask three times if the setting is 3", () => {
    const settings = { ...defaults, waitingChecks: 3 }
    expect(step(settings, looking({ waitingChecks: 1 }), paneSeen({}, prompt))[0]._tag).toBe("Sleeping")
    expect(step(settings, looking({ waitingChecks: 2 }), paneSeen({}, prompt))[0]._tag).toBe("CleaningUp")
  })
})

/** The check that is due at second `now`, of a log that was written at second 0. */
const check = (now: number, memory: Partial<Memory> = {}, settings = defaults): Step =>
  step(
    settings,
    { _tag: "Looking", due: now, confirmedDead: false, memory: { ...rested, ...memory } },
    paneSeen({ now, activeAt: 0 }),
  )

describe("output", () => {
  test("is fresh up to three base intervals, and stale from then on", () => {
    expect(memoryAfter(check(90.9)).staleSince).toBeUndefined()
    expect(memoryAfter(check(91)).staleSince).toBe(91)
  })

  test("has an age in whole seconds, each moment without its fraction", () => {
    const stale = step(defaults, looking(), paneSeen({ now: 191.0, activeAt: 100.9 }))
    const fresh = step(defaults, looking(), paneSeen({ now: 190.9, activeAt: 100.0 }))
    expect(memoryAfter(stale).staleSince).toBe(191.0)
    expect(memoryAfter(fresh).staleSince).toBeUndefined()
  })

  test("is stale after three times the base interval that is set", () => {
    const settings = { ...defaults, baseIntervalSeconds: 5 }
    expect(memoryAfter(check(15, {}, settings)).staleSince).toBeUndefined()
    expect(memoryAfter(check(16, {}, settings)).staleSince).toBe(16)
  })

  test("is stale after as many intervals as the agent needs", () => {
    const settings = { ...managed, baseIntervalSeconds: 5, staleIntervals: 20 }
    expect(memoryAfter(check(100, {}, settings)).staleSince).toBeUndefined()
    expect(memoryAfter(check(101, {}, settings)).staleSince).toBe(101)
  })

  test("that is stale for the first time is only remembered, and said", () => {
    const first = check(100)
    expect(deedsOf(first)).toEqual({ state: sleepingUntil(130, { staleSince: 100 }), actions: [] })
    expect(linesOf(first)).toHaveLength(1)
  })

  test("that is stale for the first time is only remembered, even without a grace period", () => {
    const settings = { ...defaults, gracePeriodSeconds: 0 }
    expect(check(100, {}, settings)[0]).toEqual(sleepingUntil(130, { staleSince: 100 }))
    expect(check(100, { staleSince: 100 }, settings)[0]._tag).toBe("Dispatching")
  })

  test("that stays stale keeps the moment it was remembered at, within the grace period", () => {
    expect(check(129.9, { staleSince: 100 })).toEqual([sleepingUntil(159.9, { staleSince: 100 }), []])
  })

  test("that stays stale for the grace period is a hang", () => {
    expect(deedsOf(check(130, { staleSince: 100, waitingChecks: 0 }))).toEqual({
      state: {
        _tag: "Dispatching",
        until: 140,
        memory: { deadline: 18_000, recentResumes: 1, resumes: 1, staleSince: undefined, waitingChecks: 0 },
      },
      actions: [{ _tag: "Resume", status: "hung", retryCount: 1 }],
    })
  })

  test("has its grace period in whole seconds, each moment without its fraction", () => {
    expect(check(130.0, { staleSince: 100.9 })[0]._tag).toBe("Dispatching")
    expect(check(129.9, { staleSince: 100.0 })[0]._tag).toBe("Sleeping")
  })

  test("that hangs at a check with a prompt keeps the count of prompts", () => {
    const hang = step(defaults, looking({ staleSince: 1 }), paneSeen({ activeAt: 1 }, prompt))
    expect(hang[0]._tag).toBe("Dispatching")
    expect(memoryAfter(hang).waitingChecks).toBe(1)
  })

  test("that is fresh again ends the grace period and the backoff, but gives no resume back", () => {
    const memory = { staleSince: 50, recentResumes: 3, resumes: 4 }
    expect(memoryAfter(check(60, memory))).toEqual({
      deadline: 18_000,
      recentResumes: 0,
      resumes: 4,
      staleSince: undefined,
      waitingChecks: 0,
    })
  })

  test("that is fresh again shortens the very next sleep", () => {
    expect(check(60, { recentResumes: 3, resumes: 3 })[0]).toMatchObject({ _tag: "Sleeping", until: 90 })
  })

  test("that is stale leaves the backoff as it is", () => {
    expect(check(100, { recentResumes: 2, resumes: 2 })[0]).toEqual(
      sleepingUntil(220, { staleSince: 100, recentResumes: 2, resumes: 2 }),
    )
  })
})

const interval = (recentResumes: number, remaining = 18_000, settings = defaults): number =>
  nextInterval(settings, { ...rested, recentResumes, deadline: 1000 + remaining }, 1000)

describe("the interval", () => {
  test("begins at the check, not when it was due", () => {
    const notStarted = step(defaults, looking(), paneSeen({ now: 103, agent: "not started" }))
    const alive = step(defaults, looking(), paneSeen({ now: 103 }))
    const silent = step(defaults, looking(), paneSeen({ now: 103, activeAt: undefined }))
    for (const [state] of [notStarted, alive, silent]) expect(state).toMatchObject({ _tag: "Sleeping", until: 133 })
  })

  test("doubles with every resume, up to the maximum", () => {
    expect([0, 1, 2, 3, 4, 5, 40].map((resumes) => interval(resumes))).toEqual([30, 60, 120, 240, 300, 300, 300])
  })

  test("is the maximum where the base is longer", () => {
    expect(interval(0, 18_000, { ...defaults, maxIntervalSeconds: 7 })).toBe(7)
  })

  test("ends at the deadline at the latest", () => {
    expect([31, 30, 29.5, 1, 0.25].map((remaining) => interval(0, remaining))).toEqual([30, 30, 29.5, 1, 0.25])
  })

  test("is not shortened by a deadline that has passed", () => {
    expect([interval(1, 0), interval(1, -5)]).toEqual([60, 60])
  })

  test("stays 0 for a base of 0, after however many resumes", () => {
    const settings = { ...defaults, baseIntervalSeconds: 0 }
    expect([0, 1, 1023, 1024, 5000].map((resumes) => interval(resumes, 18_000, settings))).toEqual([0, 0, 0, 0, 0])
  })

  test("counts the resumes since the last fresh output, not all of them", () => {
    const slept = step(defaults, looking({ recentResumes: 1, resumes: 8 }), paneSeen({ agent: "not started" }))
    expect(slept[0]).toMatchObject({ until: 160 })
  })

  test("ends at the deadline for every kind of sleep", () => {
    const memory = { deadline: 110 }
    const kinds = [
      paneSeen({ agent: "not started" }),
      paneSeen({}),
      paneSeen({ activeAt: undefined }),
      paneSeen({ activeAt: 1 }),
    ]
    for (const kind of kinds) expect(step(defaults, looking(memory), kind)[0]).toMatchObject({ until: 110 })
  })
})

/** The last look at an agent that is dead. */
const crash = (memory: Partial<Memory>, settings = defaults): Step =>
  step(settings, looking(memory, true), paneSeen({ agent: "gone" }))

describe("a resume", () => {
  test("counts for the interval and for the budget, each from its own number", () => {
    const [state, actions] = crash({ recentResumes: 0, resumes: 6 })
    expect(state).toMatchObject({ _tag: "Dispatching", memory: { recentResumes: 1, resumes: 7 } })
    expect(actions).toContainEqual({ _tag: "Resume", status: "crashed", retryCount: 7 })
  })

  test("is made as often as the budget says", () => {
    expect(crash({ recentResumes: 9, resumes: 9 })[0]).toMatchObject({ _tag: "Dispatching", memory: { resumes: 10 } })
  })

  test("beyond the budget abandons the task instead, with the count that would have been", () => {
    const spent = crash({ recentResumes: 0, resumes: 10 })
    expect(deedsOf(spent)).toEqual({
      state: cleaningUp(1),
      actions: [{ _tag: "RecordAbandoned", reason: "max_retries_exceeded", retryCount: 11 }, { _tag: "LookAtTask" }],
    })
    expect(linesOf(spent)).toHaveLength(1)
  })

  test("after a hang has the same budget", () => {
    const spent = step(defaults, looking({ staleSince: 1, resumes: 10 }), paneSeen({ activeAt: 1 }))
    expect(spent[0]).toEqual({ _tag: "CleaningUp", exitCode: 1 })
    expect(spent[1]).toContainEqual({ _tag: "RecordAbandoned", reason: "max_retries_exceeded", retryCount: 11 })
  })

  test("is never made with a budget of 0", () => {
    expect(crash({}, { ...defaults, maxResumes: 0 })[1]).toContainEqual({
      _tag: "RecordAbandoned",
      reason: "max_retries_exceeded",
      retryCount: 1,
    })
  })

  test("is said", () => {
    expect(linesOf(crash({}))).toHaveLength(1)
  })

  test("is followed by as long a wait as the setting says", () => {
    expect(crash({}, { ...defaults, dispatchWaitSeconds: 3 })[0]).toMatchObject({ _tag: "Dispatching", until: 103 })
  })

  const dispatching: State = { _tag: "Dispatching", until: 110, memory: { ...rested, resumes: 1, recentResumes: 1 } }

  test.each(["alive", "gone", "not started"] as const)("is not judged while it is waited for; agent: %s", (agent) => {
    expect(step(defaults, dispatching, glanced({ now: 109.9, agent }))).toEqual([dispatching, []])
  })

  test("that completes the task is seen at once", () => {
    const done = step(defaults, dispatching, glanced({ now: 103, completion: "0" }))
    expect(done[0]).toEqual({ _tag: "SigningOff", told: false, since: 103 })
    expect(linesOf(done)).toEqual(["Task completed with exit code: 0"])
  })

  test("is followed by a check that begins with the deadline", () => {
    expect(step(defaults, dispatching, glanced({ now: 110 }))).toEqual([
      { _tag: "Looking", due: 110, confirmedDead: false, memory: { ...rested, resumes: 1, recentResumes: 1 } },
      [{ _tag: "LookAtPane" }],
    ])
    const late: State = { ...dispatching, memory: { ...rested, deadline: 105 } }
    expect(step(defaults, late, glanced({ now: 110 }))[0]).toEqual({ _tag: "CleaningUp", exitCode: 1 })
  })
})

describe("a signal", () => {
  const watching: Record<"Sleeping" | "Looking" | "ConfirmingDeath" | "Dispatching", State> = {
    Sleeping: sleepingUntil(130),
    Looking: looking(),
    ConfirmingDeath: { _tag: "ConfirmingDeath", until: 102, memory: rested },
    Dispatching: { _tag: "Dispatching", until: 110, memory: rested },
  }
  const states = Object.values(watching).map((state) => [state._tag, state] as const)

  test.each(states)("TERM while %s, of a task that is done, completes it", (_, state) => {
    const told = step(defaults, state, { _tag: "Signalled", signal: "SIGTERM", glance: { ...quiet, completion: "1" } })
    expect(deedsOf(told)).toEqual({
      state: { _tag: "SigningOff", told: true, since: 100 },
      actions: [{ _tag: "LookAtWrapper" }],
    })
    expect(linesOf(told)).toEqual(["Task completed with exit code: 1"])
  })

  test.each(states)("TERM while %s, of a task that is not done, ends the watch with 143", (_, state) => {
    const ended = step(defaults, state, { _tag: "Signalled", signal: "SIGTERM", glance: quiet })
    expect(deedsOf(ended)).toEqual({ state: cleaningUp(143), actions: [{ _tag: "LookAtTask" }] })
  })

  for (const completion of [undefined, "0"]) {
    const task = completion === undefined ? "not done" : "done"
    test.each(states)(`HUP and INT while %s, of a task that is ${task}, end the watch with 129 and 130`, (_, state) => {
      const glance = { ...quiet, completion }
      const hangup = step(defaults, state, { _tag: "Signalled", signal: "SIGHUP", glance })
      const interrupt = step(defaults, state, { _tag: "Signalled", signal: "SIGINT", glance })
      expect(deedsOf(hangup)).toEqual({ state: cleaningUp(129), actions: [{ _tag: "LookAtTask" }] })
      expect(deedsOf(interrupt)).toEqual({ state: cleaningUp(130), actions: [{ _tag: "LookAtTask" }] })
    })
  }

  test("names itself in what the monitor says", () => {
    const ended = step(defaults, looking(), { _tag: "Signalled", signal: "SIGHUP", glance: quiet })
    expect(linesOf(ended).join()).toContain("SIGHUP")
  })
})

const signingOff = (told: boolean): State => ({ _tag: "SigningOff", told, since: 100 })

/** What is done when the wrapper is seen, `elapsed` seconds after completion. */
const wrapperSeen = (told: boolean, elapsed: number, wrapper: WrapperLife): Deeds =>
  deedsOf(step(defaults, signingOff(told), { _tag: "WrapperSeen", now: 100 + elapsed, wrapper }))

describe("signing off", () => {
  const cleansUp: Deeds = { state: cleaningUp(0), actions: [{ _tag: "LookAtTask" }] }

  test("looks at the wrapper again at every glance", () => {
    expect(step(defaults, signingOff(false), glanced({ agent: "gone" }))).toEqual([
      signingOff(false),
      [{ _tag: "LookAtWrapper" }],
    ])
  })

  test("notes the wrapper's TERM, and no other signal", () => {
    const after = (told: boolean, signal: "SIGTERM" | "SIGINT" | "SIGHUP") =>
      step(defaults, signingOff(told), { _tag: "Signalled", signal, glance: quiet })
    const look: ReadonlyArray<Action> = [{ _tag: "LookAtWrapper" }]
    expect(after(false, "SIGTERM")).toEqual([signingOff(true), look])
    expect(after(false, "SIGINT")).toEqual([signingOff(false), look])
    expect(after(false, "SIGHUP")).toEqual([signingOff(false), look])
    expect(after(true, "SIGINT")).toEqual([signingOff(true), look])
  })

  test("is over at once when the wrapper is gone", () => {
    expect(wrapperSeen(false, 0, { progress: "gone", outlivesPane: false })).toEqual(cleansUp)
  })

  test("waits one second for the signal of a wrapper that outlives its pane", () => {
    const busy = { progress: "busy", outlivesPane: true } as const
    expect(wrapperSeen(false, 0.9, busy)).toEqual({ state: signingOff(false), actions: [] })
    expect(wrapperSeen(false, 1, busy)).toEqual(cleansUp)
  })

  test("does not wait for a wrapper that has signalled and outlives its pane", () => {
    expect(wrapperSeen(true, 0, { progress: "busy", outlivesPane: true })).toEqual(cleansUp)
    expect(wrapperSeen(false, 0, { progress: "signed off", outlivesPane: true })).toEqual(cleansUp)
  })

  test.each(["busy", "signed off"] as const)("waits ten seconds for a %s wrapper that needs its pane", (progress) => {
    const wrapper = { progress, outlivesPane: false }
    expect(wrapperSeen(true, 9.9, wrapper)).toEqual({ state: signingOff(true), actions: [] })
    expect(wrapperSeen(true, 10, wrapper)).toEqual(cleansUp)
    expect(wrapperSeen(false, 9.9, wrapper)).toEqual({ state: signingOff(false), actions: [] })
    expect(wrapperSeen(false, 10, wrapper)).toEqual(cleansUp)
  })
})

describe("the clean-up", () => {
  const closeDown: ReadonlyArray<Action> = [{ _tag: "CloseDown" }]
  const tell: ReadonlyArray<Action> = [{ _tag: "NotifyAbandoned" }, ...closeDown]
  const recordAndTell: ReadonlyArray<Action> = [{ _tag: "RecordAbandoned" }, ...tell]

  test.each([
    { done: false, status: "running", actions: recordAndTell },
    { done: false, status: "crashed", actions: recordAndTell },
    { done: false, status: "unknown", actions: recordAndTell },
    { done: false, status: "abandoned", actions: tell },
    { done: false, status: undefined, actions: closeDown },
    { done: true, status: "completed", actions: closeDown },
    { done: true, status: "running", actions: closeDown },
    { done: true, status: "abandoned", actions: closeDown },
    { done: true, status: undefined, actions: closeDown },
  ])("does what is needed; done: $done, status: $status", ({ done, status, actions }) => {
    const ended = step(defaults, { _tag: "CleaningUp", exitCode: 1 }, { _tag: "TaskSeen", done, status })
    expect(deedsOf(ended)).toEqual({ state: { _tag: "Ended", exitCode: 1 }, actions })
  })

  test.each([0, 1, 129, 130, 143])("keeps the exit code %d, and is traced before anything else", (exitCode) => {
    const task = { _tag: "TaskSeen", done: false, status: "running" } as const
    const [state, actions] = step(defaults, { _tag: "CleaningUp", exitCode }, task)
    expect(state).toEqual({ _tag: "Ended", exitCode })
    expect(actions[0]).toEqual({ _tag: "Trace", event: expect.stringMatching(/^cleanup starting\b/) })
  })
})

const runs = { numRuns: 3000, seed: 1 }

/** Moments close together, so that each often comes before, at and after each other. */
const moment = FastCheck.integer({ min: 0, max: 600 }).map((quarters) => quarters / 4)
const maybe = <A>(some: FastCheck.Arbitrary<A>) => FastCheck.option(some, { nil: undefined, freq: 2 })

const settingsOf = (policy: Policy): FastCheck.Arbitrary<Settings> =>
  FastCheck.record({ ...anyNumbers, policy: FastCheck.constant(policy) })

const anyNumbers = {
  baseIntervalSeconds: FastCheck.integer({ min: 0, max: 20 }),
  maxIntervalSeconds: FastCheck.integer({ min: 0, max: 60 }),
  deadlineSeconds: FastCheck.integer({ min: 0, max: 1000 }),
  gracePeriodSeconds: FastCheck.integer({ min: 0, max: 20 }),
  maxResumes: FastCheck.integer({ min: 0, max: 4 }),
  dispatchWaitSeconds: FastCheck.integer({ min: 0, max: 10 }),
  waitingChecks: FastCheck.integer({ min: 0, max: 3 }),
  staleIntervals: FastCheck.integer({ min: 1, max: 5 }),
}

const anySettings: FastCheck.Arbitrary<Settings> = FastCheck.oneof(settingsOf(scriptPolicy), settingsOf(managedPolicy))

const anyMemory: FastCheck.Arbitrary<Memory> = FastCheck.record({
  deadline: moment,
  recentResumes: FastCheck.nat(60),
  resumes: FastCheck.nat(5),
  staleSince: maybe(moment),
  waitingChecks: FastCheck.nat(3),
})

const anyAgent = FastCheck.constantFrom<Array<AgentLife>>("alive", "gone", "not started")
const anyExitCode = FastCheck.constantFrom("0", "1", "143", "unknown", "")
const anyText = FastCheck.constantFrom(undefined, "", "compiling", prompt, "panic: nil", "update available")
const anyWrapper: FastCheck.Arbitrary<WrapperLife> = FastCheck.record({
  progress: FastCheck.constantFrom("gone", "signed off", "busy"),
  outlivesPane: FastCheck.boolean(),
})
const anySignal = FastCheck.constantFrom<Array<TerminationSignal>>("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")

const anyGlance: FastCheck.Arbitrary<Glance> = FastCheck.record({
  now: moment,
  completion: FastCheck.option(anyExitCode, { nil: undefined, freq: 1 }),
  agent: anyAgent,
  activeAt: maybe(moment),
})

const states: { readonly [Tag in State["_tag"]]: FastCheck.Arbitrary<State & { readonly _tag: Tag }> } = {
  Sleeping: FastCheck.record({ _tag: FastCheck.constant("Sleeping"), memory: anyMemory, until: moment }),
  Looking: FastCheck.record({
    _tag: FastCheck.constant("Looking"),
    memory: anyMemory,
    due: moment,
    confirmedDead: FastCheck.boolean(),
  }),
  ConfirmingDeath: FastCheck.record({ _tag: FastCheck.constant("ConfirmingDeath"), memory: anyMemory, until: moment }),
  Dispatching: FastCheck.record({ _tag: FastCheck.constant("Dispatching"), memory: anyMemory, until: moment }),
  SigningOff: FastCheck.record({ _tag: FastCheck.constant("SigningOff"), told: FastCheck.boolean(), since: moment }),
  CleaningUp: FastCheck.record({ _tag: FastCheck.constant("CleaningUp"), exitCode: FastCheck.nat(255) }),
  Ended: FastCheck.record({ _tag: FastCheck.constant("Ended"), exitCode: FastCheck.nat(255) }),
}

const observations: {
  readonly [Tag in Observation["_tag"]]: FastCheck.Arbitrary<Observation & { readonly _tag: Tag }>
} = {
  Glanced: anyGlance.map((glance) => ({ _tag: "Glanced", ...glance })),
  SessionGone: FastCheck.record({ _tag: FastCheck.constant("SessionGone"), glance: anyGlance }),
  PaneSeen: FastCheck.record({ _tag: FastCheck.constant("PaneSeen"), glance: anyGlance, text: anyText }),
  Signalled: FastCheck.record({ _tag: FastCheck.constant("Signalled"), signal: anySignal, glance: anyGlance }),
  WrapperSeen: FastCheck.record({ _tag: FastCheck.constant("WrapperSeen"), now: moment, wrapper: anyWrapper }),
  TaskSeen: FastCheck.record({
    _tag: FastCheck.constant("TaskSeen"),
    done: FastCheck.boolean(),
    status: FastCheck.constantFrom(undefined, "unknown", "running", "completed", "abandoned"),
  }),
  TaskOver: FastCheck.constant({ _tag: "TaskOver" }),
}

const anyState: FastCheck.Arbitrary<State> = FastCheck.oneof(...Object.values(states))
const anyObservation: FastCheck.Arbitrary<Observation> = FastCheck.oneof(...Object.values(observations))

const tagsOf = <Tag extends string>(table: Record<Tag, unknown>) => Object.keys(table) as Array<Tag>

/** The states that may follow; none where the observation does not concern the state. */
type Transitions = Record<State["_tag"], Record<Observation["_tag"], ReadonlyArray<State["_tag"]>>>

const ignored: ReadonlyArray<never> = []

const transitions: Transitions = {
  Sleeping: {
    Glanced: ["Sleeping", "Looking", "SigningOff", "CleaningUp"],
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ["SigningOff", "CleaningUp"],
    WrapperSeen: ignored,
    TaskSeen: ignored,
    TaskOver: ignored,
  },
  Looking: {
    Glanced: ignored,
    SessionGone: ["SigningOff", "CleaningUp"],
    PaneSeen: ["Sleeping", "ConfirmingDeath", "Dispatching", "SigningOff", "CleaningUp"],
    Signalled: ["SigningOff", "CleaningUp"],
    WrapperSeen: ignored,
    TaskSeen: ignored,
    TaskOver: ignored,
  },
  ConfirmingDeath: {
    Glanced: ["ConfirmingDeath", "Looking", "SigningOff"],
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ["SigningOff", "CleaningUp"],
    WrapperSeen: ignored,
    TaskSeen: ignored,
    TaskOver: ignored,
  },
  Dispatching: {
    Glanced: ["Dispatching", "Looking", "SigningOff", "CleaningUp"],
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ["SigningOff", "CleaningUp"],
    WrapperSeen: ignored,
    TaskSeen: ignored,
    TaskOver: ["CleaningUp"],
  },
  SigningOff: {
    Glanced: ["SigningOff"],
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ["SigningOff"],
    WrapperSeen: ["SigningOff", "CleaningUp"],
    TaskSeen: ignored,
    TaskOver: ignored,
  },
  CleaningUp: {
    Glanced: ignored,
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ignored,
    WrapperSeen: ignored,
    TaskSeen: ["Ended"],
    TaskOver: ignored,
  },
  Ended: {
    Glanced: ignored,
    SessionGone: ignored,
    PaneSeen: ignored,
    Signalled: ignored,
    WrapperSeen: ignored,
    TaskSeen: ignored,
    TaskOver: ignored,
  },
}

const left: ReadonlyArray<State["_tag"]> = ["SigningOff", "Ended"]

const managedTransitions: Transitions = {
  ...transitions,
  Sleeping: { ...transitions.Sleeping, Signalled: left },
  Looking: {
    ...transitions.Looking,
    SessionGone: ["Sleeping", "ConfirmingDeath", "Dispatching", "SigningOff", "CleaningUp"],
    Signalled: left,
  },
  ConfirmingDeath: {
    ...transitions.ConfirmingDeath,
    Glanced: ["ConfirmingDeath", "Looking", "SigningOff", "CleaningUp"],
    Signalled: left,
  },
  Dispatching: { ...transitions.Dispatching, Signalled: left },
}

describe.each([
  { whose: "the scripts", policy: scriptPolicy, transitions },
  { whose: "outlive run", policy: managedPolicy, transitions: managedTransitions },
])("every state and every observation, with the policy of $whose:", ({ policy, transitions: table }) => {
  const cells = tagsOf(states).flatMap((state) =>
    tagsOf(observations).map((observation) => ({ state, observation, next: table[state][observation] })),
  )
  const cases = (state: State["_tag"], observation: Observation["_tag"]) =>
    FastCheck.tuple(settingsOf(policy), states[state] as FastCheck.Arbitrary<State>, observations[observation])

  test.each(cells.filter(({ next }) => next.length === 0))(
    "$state stays as it is and does nothing at $observation",
    ({ state, observation }) => {
      FastCheck.assert(
        FastCheck.property(cases(state, observation), ([settings, before, seen]) => {
          expect(step(settings, before, seen)).toEqual([before, []])
        }),
        { ...runs, numRuns: 50 },
      )
    },
  )

  test.each(cells.filter(({ next }) => next.length > 0))(
    "$state goes on at $observation to one of $next",
    ({ state, observation, next }) => {
      const reached = FastCheck.sample(cases(state, observation), { ...runs, numRuns: 400 }).map(
        ([settings, before, seen]) => step(settings, before, seen)[0]._tag,
      )
      expect([...new Set(reached)].toSorted()).toEqual(next.toSorted())
    },
  )
})

/** The actions that decide a task's fate. */
const decisionsIn = (actions: ReadonlyArray<Action>): ReadonlyArray<Action> =>
  actions.filter(
    (action) =>
      action._tag === "Resume" ||
      (action._tag === "RecordAbandoned" && action.reason !== undefined) ||
      (action._tag === "Say" && action.line.startsWith("Task completed")),
  )

describe("in any state, at any observation", () => {
  test("there is an answer, with one decision at most, and any wait has an end", () => {
    FastCheck.assert(
      FastCheck.property(anySettings, anyState, anyObservation, (settings, state, observation) => {
        const [next, actions] = step(settings, state, observation)
        expect(decisionsIn(actions).length).toBeLessThanOrEqual(1)
        if ("until" in next) expect(Number.isFinite(next.until)).toBe(true)
      }),
      runs,
    )
  })

  test("a check that is due keeps the deadline, unless a resume has completed the task, or it is one of outlive run", () => {
    const due = FastCheck.oneof(states.Sleeping, states.Dispatching)
    FastCheck.assert(
      FastCheck.property(anySettings, due, observations.Glanced, moment, (settings, state, glance, passed) => {
        const now = Math.max(state.memory.deadline, state.until) + passed
        const [next] = step(settings, state, { ...glance, now })
        // A complete task is complete, except for the scripts at a check.
        const completed = glance.completion !== undefined && (settings.policy.tellsEnds || state._tag === "Dispatching")
        if (!completed) expect(next).toEqual({ _tag: "CleaningUp", exitCode: 1 })
      }),
      runs,
    )
  })

  test("a sleep that was begun before the deadline does not go beyond it", () => {
    FastCheck.assert(
      FastCheck.property(anySettings, states.Looking, observations.PaneSeen, (settings, state, observation) => {
        const { deadline } = state.memory
        const [next] = step(settings, { ...state, due: Math.min(state.due, deadline) }, observation)
        if (next._tag === "Sleeping" && observation.glance.now < deadline) {
          expect(next.until).toBeLessThanOrEqual(deadline)
        }
      }),
      runs,
    )
  })

  test("the interval is within its bounds, and never shorter for one resume more", () => {
    FastCheck.assert(
      FastCheck.property(anySettings, anyMemory, moment, (settings, memory, now) => {
        const seconds = nextInterval(settings, memory, now)
        const remaining = memory.deadline - now
        const shortest = Math.min(settings.baseIntervalSeconds, settings.maxIntervalSeconds)
        const longest = remaining > 0 ? Math.min(settings.maxIntervalSeconds, remaining) : settings.maxIntervalSeconds
        expect(seconds).toBeGreaterThanOrEqual(Math.min(shortest, longest))
        expect(seconds).toBeLessThanOrEqual(longest)
        const later = nextInterval(settings, { ...memory, recentResumes: memory.recentResumes + 1 }, now)
        expect(later).toBeGreaterThanOrEqual(seconds)
      }),
      runs,
    )
  })
})

/** How the world around a monitor changes before its next observation. */
interface Turn {
  readonly passed: number
  readonly agent: AgentLife
  /** The output grows, or the log appears. */
  readonly prints: boolean
  readonly text: string | undefined
  readonly sessionGone: boolean
  readonly exitCode: string | undefined
  readonly signal: TerminationSignal | undefined
  readonly wrapper: WrapperLife
}

const turn: FastCheck.Arbitrary<Turn> = FastCheck.record({
  passed: FastCheck.integer({ min: 0, max: 200 }).map((quarters) => quarters / 4),
  agent: anyAgent,
  prints: FastCheck.boolean(),
  text: anyText,
  sessionGone: FastCheck.nat(40).map((draw) => draw === 0),
  exitCode: FastCheck.nat(30).chain((draw) => (draw === 0 ? anyExitCode : FastCheck.constant(undefined))),
  signal: FastCheck.nat(60).chain((draw) =>
    draw === 0
      ? FastCheck.constantFrom<Array<TerminationSignal>>("SIGTERM", "SIGINT", "SIGHUP")
      : FastCheck.constant(undefined),
  ),
  wrapper: anyWrapper,
})

/** One observation, and what the machine made of it. */
interface Happening {
  readonly before: State
  readonly observation: Observation
  /** `done` was there at this observation. */
  readonly done: boolean
  readonly next: State
  readonly actions: ReadonlyArray<Action>
}

/** Runs a monitor to its end in a world that goes through the turns; after the last one it is interrupted. */
const watchOver = (
  settings: Settings,
  hasManifest: boolean,
  turns: ReadonlyArray<Turn>,
  resumesSoFar = 0,
): ReadonlyArray<Happening> => {
  const history: Array<Happening> = []
  let now = 0
  let completion: string | undefined
  let session = true
  let activeAt: number | undefined
  let status: ManifestStatus | undefined = hasManifest ? "running" : undefined
  let state = initial(settings, now, resumesSoFar)
  let question: Action["_tag"] | undefined
  for (let index = 0; state._tag !== "Ended"; index++) {
    const last: Turn = {
      passed: 1,
      agent: "alive",
      prints: false,
      text: undefined,
      sessionGone: false,
      exitCode: undefined,
      signal: "SIGINT",
      wrapper: { progress: "gone", outlivesPane: false },
    }
    const { passed, agent, prints, text, sessionGone: ends, exitCode, signal, wrapper } = turns[index] ?? last
    now += passed
    session &&= !ends
    completion ??= exitCode
    if (prints) activeAt = now
    const glance = { now, completion, agent, activeAt }
    const observe = (): Observation => {
      switch (question) {
        case "LookAtPane":
          return session ? { _tag: "PaneSeen", glance, text } : { _tag: "SessionGone", glance }
        case "LookAtWrapper":
          return { _tag: "WrapperSeen", now, wrapper }
        case "LookAtTask":
          return { _tag: "TaskSeen", done: completion !== undefined, status }
        default:
          return signal === undefined ? { _tag: "Glanced", ...glance } : { _tag: "Signalled", signal, glance }
      }
    }
    const observation = observe()
    const [next, actions] = step(settings, state, observation)
    history.push({ before: state, observation, done: completion !== undefined, next, actions })
    state = next
    question = actions.map(({ _tag }) => _tag).findLast((tag) => tag.startsWith("LookAt"))
    if (status !== undefined && actions.some(({ _tag }) => _tag === "RecordAbandoned")) status = "abandoned"
    if (index > turns.length + 10) throw new Error(`the monitor does not end: ${JSON.stringify(state)}`)
  }
  return history
}

const life = FastCheck.tuple(
  settingsOf(scriptPolicy),
  FastCheck.boolean(),
  FastCheck.array(turn, { maxLength: 60, size: "max" }),
).map(([settings, hasManifest, turns]) => ({ settings, hasManifest, history: watchOver(settings, hasManifest, turns) }))

const inEveryLife = (
  holds: (life: { settings: Settings; hasManifest: boolean; history: ReadonlyArray<Happening> }) => void,
) => FastCheck.assert(FastCheck.property(life, holds), { ...runs, numRuns: 500 })

const actionsOf = (history: ReadonlyArray<Happening>) => history.flatMap(({ actions }) => actions)

const cleanUpsIn = (history: ReadonlyArray<Happening>): ReadonlyArray<Action["_tag"]> =>
  actionsOf(history)
    .filter(
      (action) =>
        action._tag === "CloseDown" || (action._tag === "Trace" && action.event.startsWith("cleanup starting")),
    )
    .map(({ _tag }) => _tag)

describe("in every life of a task", () => {
  test("nothing is resumed, and nothing abandoned, once the task was seen to be done", () => {
    inEveryLife(({ history }) => {
      const afterDone = actionsOf(history.filter(({ done }) => done)).map(({ _tag }) => _tag)
      expect(afterDone).not.toContain("Resume")
      expect(afterDone).not.toContain("RecordAbandoned")
      expect(afterDone).not.toContain("NotifyAbandoned")
    })
  })

  test("resumes are counted from 1, without a gap, and never beyond the budget", () => {
    inEveryLife(({ settings, history }) => {
      const counts = actionsOf(history).flatMap((action) => (action._tag === "Resume" ? [action.retryCount] : []))
      expect(counts).toEqual(Array.from(counts, (_, index) => index + 1))
      expect(counts.length).toBeLessThanOrEqual(settings.maxResumes)
    })
  })

  test("one observation leads to one decision at most", () => {
    inEveryLife(({ history }) => {
      for (const { actions } of history) expect(decisionsIn(actions).length).toBeLessThanOrEqual(1)
    })
  })

  test("the way it ends is decided once, and nothing is resumed after that", () => {
    inEveryLife(({ history }) => {
      const decisions = history.flatMap(({ actions }) => decisionsIn(actions)).map(({ _tag }) => _tag)
      expect(decisions.slice(0, -1).filter((tag) => tag !== "Resume")).toEqual([])
    })
  })

  test("the monitor cleans up once, at its end", () => {
    inEveryLife(({ history }) => {
      expect(cleanUpsIn(history)).toEqual(["Trace", "CloseDown"])
      expect(history.at(-1)?.next._tag).toBe("Ended")
      expect(cleanUpsIn(history.slice(-1))).toEqual(["Trace", "CloseDown"])
    })
  })

  test("a task that was given up has one record and one notification of it", () => {
    inEveryLife(({ hasManifest, history }) => {
      const cleanUp = history.at(-1)
      const tags = actionsOf(history).map(({ _tag }) => _tag)
      const times = (tag: Action["_tag"]) => tags.filter((candidate) => candidate === tag).length
      const abandoned = hasManifest && cleanUp?.done === false
      expect(times("NotifyAbandoned")).toBe(abandoned ? 1 : 0)
      if (abandoned) expect(times("RecordAbandoned")).toBe(1)
    })
  })

  test("the exit code tells why", () => {
    inEveryLife(({ history }) => {
      const end = history.at(-1)?.next
      const deciding = history.findLast(({ before }) => "memory" in before)
      const said = deciding?.actions.flatMap((action) => (action._tag === "Say" ? [action.line] : [])).join() ?? ""
      const exitCode = end?._tag === "Ended" ? end.exitCode : undefined
      if (said.startsWith("Task completed")) expect(exitCode).toBe(0)
      else if (deciding?.observation._tag === "SessionGone") expect(exitCode).toBe(0)
      else if (deciding?.observation._tag === "Signalled") expect([129, 130, 143]).toContain(exitCode ?? -1)
      else expect(exitCode).toBe(1)
    })
  })

  test("the counts of checks and of time change only at a check that was due", () => {
    inEveryLife(({ history }) => {
      for (const { before, observation, next } of history) {
        if (before._tag !== "Looking" || next._tag !== "Sleeping" || observation._tag !== "PaneSeen") continue
        if (observation.glance.now < before.due && observation.glance.agent !== "gone") {
          expect(next).toEqual({ _tag: "Sleeping", memory: before.memory, until: before.due })
        }
      }
    })
  })

  test("a resume follows two looks at a dead agent, or a check of a stale log", () => {
    inEveryLife(({ settings, history }) => {
      for (const { before, observation, actions } of history) {
        const resumed = actions.find(({ _tag }) => _tag === "Resume")
        if (resumed?._tag !== "Resume") continue
        if (before._tag !== "Looking" || observation._tag !== "PaneSeen") throw new Error("resumed without a look")
        const { now, activeAt = now } = observation.glance
        if (resumed.status === "crashed") expect(before.confirmedDead).toBe(true)
        else expect(now - activeAt).toBeGreaterThan(settings.staleIntervals * settings.baseIntervalSeconds - 1)
      }
    })
  })

  test("these properties have seen every kind of end", () => {
    const exitCodes = new Set<number>()
    const tags = new Set<string>()
    for (const { history } of FastCheck.sample(life, { ...runs, numRuns: 500 })) {
      const end = history.at(-1)?.next
      if (end?._tag === "Ended") exitCodes.add(end.exitCode)
      for (const action of actionsOf(history)) {
        tags.add(action._tag)
        if (action._tag === "Resume") tags.add(action.status)
        if (action._tag === "RecordAbandoned") tags.add(action.reason ?? "abandoned at the clean-up")
      }
    }
    expect([...exitCodes].toSorted((one, other) => one - other)).toEqual([0, 1, 129, 130, 143])
    for (const tag of ["crashed", "hung", "waiting_for_input", "max_retries_exceeded", "abandoned at the clean-up"]) {
      expect([...tags]).toContain(tag)
    }
  })
})

describe("a task of outlive run", () => {
  test.each(["alive", "not started", "gone"] as const)(
    "that lost its session is judged by its agent alone: %s",
    (agent) => {
      const lost = step(managed, looking(), sessionGone({ agent }))
      expect(lost).toEqual(step(managed, looking(), paneSeen({ agent }, undefined)))
      expect(lost[0]._tag).toBe(agent === "gone" ? "ConfirmingDeath" : "Sleeping")
    },
  )

  test("that lost its session, and whose agent is dead for sure, is brought back", () => {
    const brought = step(managed, looking({}, true), sessionGone({ agent: "gone" }))
    expect(brought[0]).toMatchObject({ _tag: "Dispatching", until: 110 })
    expect(brought[1]).toContainEqual({ _tag: "Resume", status: "crashed", retryCount: 1 })
  })

  test("that another process has brought back meanwhile is left to run", () => {
    const back = step(managed, looking({}, true), sessionGone({ agent: "alive" }))
    expect(deedsOf(back)).toEqual({ state: sleepingUntil(130), actions: [] })
  })

  test.each([
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGQUIT", 131],
    ["SIGTERM", 143],
  ] as const)("is left alone by a monitor that %s ends, with %d", (signal, exitCode) => {
    for (const state of [sleepingUntil(130), looking(), looking({}, true)]) {
      const interrupted = step(managed, state, { _tag: "Signalled", signal, glance: quiet })
      expect(deedsOf(interrupted)).toEqual({ state: { _tag: "Ended", exitCode }, actions: [{ _tag: "Leave" }] })
      expect(linesOf(interrupted)).toHaveLength(1)
    }
  })

  test("that is complete is signed off at TERM, and left at any other signal", () => {
    const glance = { ...quiet, completion: "0" }
    const told = step(managed, sleepingUntil(130), { _tag: "Signalled", signal: "SIGTERM", glance })
    expect(told[0]).toEqual({ _tag: "SigningOff", told: true, since: 100 })
    const interrupted = step(managed, sleepingUntil(130), { _tag: "Signalled", signal: "SIGHUP", glance })
    expect(interrupted[0]).toEqual({ _tag: "Ended", exitCode: 129 })
  })

  test("that is complete at its deadline is complete", () => {
    const done = step(managed, sleepingUntil(18_000), glanced({ now: 18_000, completion: "0" }))
    expect(done[0]).toEqual({ _tag: "SigningOff", told: false, since: 18_000 })
  })

  test("that is dead at its deadline is not brought back", () => {
    const confirming: State = { _tag: "ConfirmingDeath", until: 18_000, memory: rested }
    const late = step(managed, confirming, glanced({ now: 18_000, agent: "gone" }))
    expect(deedsOf(late)).toEqual({
      state: cleaningUp(1),
      actions: [{ _tag: "RecordAbandoned", reason: "deadline" }, { _tag: "LookAtTask" }],
    })
  })

  test("that reaches its deadline is given up for that reason, written down before anything else", () => {
    const late = step(managed, sleepingUntil(18_000), glanced({ now: 18_000 }))
    expect(deedsOf(late)).toEqual({
      state: cleaningUp(1),
      actions: [{ _tag: "RecordAbandoned", reason: "deadline" }, { _tag: "LookAtTask" }],
    })
  })

  const closeDown: ReadonlyArray<Action> = [{ _tag: "CloseDown" }, { _tag: "NotifyEnd" }]
  test.each<{ done: boolean; status: ManifestStatus | undefined; actions: ReadonlyArray<Action> }>([
    { done: true, status: "completed", actions: closeDown },
    { done: true, status: "failed", actions: closeDown },
    { done: true, status: undefined, actions: closeDown },
    { done: false, status: "abandoned", actions: closeDown },
    { done: false, status: undefined, actions: closeDown },
    { done: false, status: "running", actions: [{ _tag: "RecordAbandoned" }, ...closeDown] },
    { done: false, status: "unknown", actions: [{ _tag: "RecordAbandoned" }, ...closeDown] },
  ])("is told of once all is put away; done: $done, status: $status", ({ done, status, actions }) => {
    const ended = step(managed, { _tag: "CleaningUp", exitCode: 1 }, { _tag: "TaskSeen", done, status })
    expect(deedsOf(ended)).toEqual({ state: { _tag: "Ended", exitCode: 1 }, actions })
  })
})

/** How long the agent's death is watched, with so many resumes since the last fresh output. */
const pause = (recentResumes: number, settings: Settings = managed, now = 100): number => {
  const [state] = step(settings, looking({ recentResumes }), sessionGone({ now, agent: "gone" }))
  if (state._tag !== "ConfirmingDeath") throw new Error(state._tag)
  return state.until - now
}

describe("between a death and the resume", () => {
  test.each([
    [0, 2],
    [1, 30],
    [2, 60],
    [3, 120],
    [4, 240],
    [5, 300],
    [6, 300],
    [2000, 300],
  ])("after %d resumes in a row there are %d seconds", (recentResumes, seconds) => {
    expect(pause(recentResumes)).toBe(seconds)
  })

  test("there is always time for the wrapper to record an end", () => {
    expect(pause(1, { ...managed, baseIntervalSeconds: 0 })).toBe(2)
    expect(pause(3, { ...managed, maxIntervalSeconds: 1 })).toBe(2)
  })

  test.each([
    [17_900, 100],
    [17_990, 10],
    [17_999, 2],
  ])("at second %d there are %d seconds, since the deadline is near", (now, seconds) => {
    expect(pause(5, managed, now)).toBe(seconds)
  })

  test("the scripts wait two seconds, after any number of resumes", () => {
    for (const recentResumes of [0, 1, 5]) {
      const memory = { recentResumes }
      const [state] = step(defaults, looking(memory), paneSeen({ agent: "gone" }))
      expect(state).toMatchObject({ _tag: "ConfirmingDeath", until: 102 })
    }
  })

  test("nothing is resumed before its time, and an end cuts the wait short", () => {
    const [confirming] = step(managed, looking({ recentResumes: 2 }), sessionGone({ agent: "gone" }))
    expect(step(managed, confirming, glanced({ now: 159.9, agent: "gone" }))).toEqual([confirming, []])
    expect(step(managed, confirming, glanced({ now: 160, agent: "gone" }))[1]).toEqual([{ _tag: "LookAtPane" }])
    expect(step(managed, confirming, glanced({ now: 130, completion: "0" }))[0]._tag).toBe("SigningOff")
  })

  test("a monitor that takes over waits for as long as its predecessor would have", () => {
    const first = initial(managed, 1000, 3)
    expect(first).toMatchObject({ until: 1000, memory: { resumes: 3, recentResumes: 3 } })
    const [asked] = step(managed, first, glanced({ now: 1000, agent: "gone" }))
    const [confirming] = step(managed, asked, sessionGone({ now: 1000, agent: "gone" }))
    expect(confirming).toMatchObject({ _tag: "ConfirmingDeath", until: 1120 })
  })
})

const undone = (one: Turn): Turn => ({ ...one, exitCode: undefined })

/** Lives under the policy of `outlive run`, in which agents die and sessions go often, and monitors take over. */
const robustLife = FastCheck.tuple(
  settingsOf(managedPolicy),
  FastCheck.nat(3),
  FastCheck.array(
    // Most are never done, so that they live through much.
    FastCheck.tuple(turn, FastCheck.nat(5)).map(([one, draw]): Turn => (draw === 0 ? one : undone(one))),
    { maxLength: 80, size: "max" },
  ),
).map(([settings, resumesSoFar, turns]) => ({
  settings,
  resumesSoFar,
  history: watchOver(settings, true, turns, resumesSoFar),
}))

const inEveryRobustLife = (
  holds: (life: { settings: Settings; resumesSoFar: number; history: ReadonlyArray<Happening> }) => void,
) => FastCheck.assert(FastCheck.property(robustLife, holds), { ...runs, numRuns: 700 })

const tagsIn = (history: ReadonlyArray<Happening>) => actionsOf(history).map(({ _tag }) => _tag)

describe("in every life of a task of outlive run", () => {
  test("the loss of a session alone gives no task up: only its agent or the deadline do", () => {
    inEveryRobustLife(({ settings, history }) => {
      for (const { before, observation, next, actions } of history) {
        if (observation._tag !== "SessionGone") continue
        expect([next, actions]).toEqual([
          ...step(settings, before, { _tag: "PaneSeen", glance: observation.glance, text: undefined }),
        ])
      }
    })
  })

  test("resumes go on from those that there were, without a gap, and never beyond the budget", () => {
    inEveryRobustLife(({ settings, resumesSoFar, history }) => {
      const counts = actionsOf(history).flatMap((action) => (action._tag === "Resume" ? [action.retryCount] : []))
      expect(counts).toEqual(Array.from(counts, (_, index) => resumesSoFar + index + 1))
      for (const count of counts) expect(count).toBeLessThanOrEqual(settings.maxResumes)
      const spent = actionsOf(history).find(
        (action) => action._tag === "RecordAbandoned" && action.reason === "max_retries_exceeded",
      )
      const used = resumesSoFar + counts.length
      if (spent?._tag === "RecordAbandoned") expect(spent.retryCount).toBe(used + 1)
      if (spent !== undefined) expect(used).toBeGreaterThanOrEqual(settings.maxResumes)
    })
  })

  test("an observation never leads to a resume and to giving up, and no resume follows giving up", () => {
    inEveryRobustLife(({ history }) => {
      for (const { actions } of history) {
        const tags = new Set(actions.map(({ _tag }) => _tag))
        expect(tags.has("Resume") && tags.has("RecordAbandoned")).toBe(false)
      }
      const givenUp = tagsIn(history).indexOf("RecordAbandoned")
      if (givenUp !== -1) expect(tagsIn(history).slice(givenUp)).not.toContain("Resume")
    })
  })

  test("the end is told once, right after everything is put away, and not where the task is only left", () => {
    inEveryRobustLife(({ history }) => {
      const tags = tagsIn(history)
      const isLeft = tags.includes("Leave")
      expect(tags.filter((tag) => tag === "CloseDown" || tag === "NotifyEnd" || tag === "Leave")).toEqual(
        isLeft ? ["Leave"] : ["CloseDown", "NotifyEnd"],
      )
      expect(tags.slice(-1)).toEqual([isLeft ? "Leave" : "NotifyEnd"])
      if (isLeft) expect(tags).not.toContain("RecordAbandoned")
      expect(tags).not.toContain("NotifyAbandoned")
    })
  })

  test("a task that is given up has exactly one record of it", () => {
    inEveryRobustLife(({ history }) => {
      const records = tagsIn(history).filter((tag) => tag === "RecordAbandoned")
      expect(records.length).toBeLessThanOrEqual(1)
      if (!tagsIn(history).includes("Leave") && history.at(-1)?.done === false) expect(records).toHaveLength(1)
    })
  })

  test("the pause before a resume is the backoff, and does not go past the deadline", () => {
    inEveryRobustLife(({ settings, history }) => {
      for (const { before, observation, next } of history) {
        if (next._tag !== "ConfirmingDeath" || before._tag !== "Looking" || !("glance" in observation)) continue
        const { now } = observation.glance
        const { deadline, recentResumes } = next.memory
        const { baseIntervalSeconds: base, maxIntervalSeconds: most } = settings
        const backoff = recentResumes === 0 ? 2 : Math.max(Math.min(base * 2 ** (recentResumes - 1), most), 2)
        if (now >= deadline) continue
        expect(next.until).toBe(Math.max(Math.min(now + backoff, deadline), now + 2))
      }
    })
  })

  test("no agent is resumed for a crash before its pause is over", () => {
    inEveryRobustLife(({ history }) => {
      let pausedUntil = Number.POSITIVE_INFINITY
      for (const { next, observation, actions } of history) {
        if (next._tag === "ConfirmingDeath") pausedUntil = next.until
        if (!actions.some((action) => action._tag === "Resume" && action.status === "crashed")) continue
        if (!("glance" in observation)) throw new Error("resumed without a look")
        expect(observation.glance.now).toBeGreaterThanOrEqual(pausedUntil)
      }
    })
  })

  test("these properties have seen every kind of end", () => {
    const lives = FastCheck.sample(robustLife, { ...runs, numRuns: 700 })
    const actions = lives.flatMap(({ history }) => actionsOf(history))
    const reasons = actions.flatMap((action) => (action._tag === "RecordAbandoned" ? [action.reason] : []))
    expect([...new Set(reasons)].toSorted()).toEqual(["deadline", "max_retries_exceeded", "waiting_for_input"])
    const statuses = actions.flatMap((action) => (action._tag === "Resume" ? [action.status] : []))
    expect([...new Set(statuses)].toSorted()).toEqual(["crashed", "hung"])
    for (const tag of ["NotifyEnd", "Leave"] as const) expect(actions.map(({ _tag }) => _tag)).toContain(tag)
    expect(lives.some(({ history }) => history.some(({ observation }) => observation._tag === "SessionGone"))).toBe(
      true,
    )
  })

  test("no look at an agent that ends in a resume begins once the deadline has come", () => {
    inEveryRobustLife(({ history }) => {
      let begun = 0
      for (const { before, observation, actions } of history) {
        if (observation._tag === "Glanced") begun = observation.now
        if (!actions.some(({ _tag }) => _tag === "Resume") || !("memory" in before)) continue
        expect(begun).toBeLessThan(before.memory.deadline)
      }
    })
  })
})
