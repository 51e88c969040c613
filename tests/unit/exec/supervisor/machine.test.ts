import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import {
  type Action,
  type Exit,
  initial,
  type Observation,
  type State,
  step,
} from "../../../../src/exec/supervisor/machine.ts"

const exit: Exit = { code: 0, signal: null, knownAt: 5000 }

const known = { timedOut: false, interrupted: false, endings: 0 }
type Known = typeof known

const running = (facts: Partial<Known> = {}): State => ({ _tag: "Running", ...known, ...facts })
const draining = (facts: Partial<Known> = {}): State => ({ _tag: "Draining", exit, ...known, ...facts })
const ending = (facts: Partial<Known> = {}): State => ({ _tag: "Ending", exit, ...known, ...facts })
const looking = (facts: Partial<Known> = {}): State => ({ _tag: "Looking", exit, ...known, ...facts })

const exited: Observation = { _tag: "Exited", exit }
const leaveSoon: Action = { _tag: "LeaveReader", when: "soon" }

describe("a command that runs", () => {
  test("and ends: its time counts no more, and what it has printed is taken", () => {
    expect(step(initial, exited)).toEqual([draining(), [{ _tag: "StopTimer" }, { _tag: "Drain" }]])
  })

  test("is ended when its time is over", () => {
    expect(step(initial, { _tag: "TimeIsOver" })).toEqual([
      running({ timedOut: true, endings: 1 }),
      [{ _tag: "EndProcesses", signals: ["SIGTERM"] }],
    ])
  })

  test.each([{ timedOut: true }, { interrupted: true }])("and was ended does not wait for its reader: %p", (facts) => {
    expect(step(running(facts), exited)).toEqual([
      draining(facts),
      [{ _tag: "StopTimer" }, leaveSoon, { _tag: "Drain" }],
    ])
  })

  test("gets its starter's signal", () => {
    expect(step(initial, { _tag: "Interrupted", signal: "SIGINT" })).toEqual([
      running({ interrupted: true }),
      [{ _tag: "PassOn", signal: "SIGINT" }],
    ])
  })

  test("and went to the background after such a signal was not ended by it", () => {
    expect(step(running({ interrupted: true }), { _tag: "Backgrounded" })).toEqual([
      running(),
      [{ _tag: "LeaveReader", when: "now" }, { _tag: "RecordBackground" }],
    ])
  })
})

describe("the output of a command that has ended", () => {
  test("is waited for before what is left is looked for", () => {
    expect(step(draining(), { _tag: "Drained" })).toEqual([looking(), [{ _tag: "Look" }]])
  })

  test("comes before the end of what an interrupted command has started", () => {
    expect(step(draining({ interrupted: true }), { _tag: "Drained" })).toEqual([
      ending({ interrupted: true, endings: 1 }),
      [{ _tag: "EndProcesses", signals: ["SIGTERM"] }],
    ])
  })

  test("waits for a slow reader no longer once its starter gets a signal, the first time", () => {
    const signal = "SIGINT"
    expect(step(draining(), { _tag: "Interrupted", signal })).toEqual([
      draining({ interrupted: true }),
      [{ _tag: "PassOn", signal }, leaveSoon],
    ])
    expect(step(draining({ interrupted: true }), { _tag: "Interrupted", signal })[1]).toEqual([
      { _tag: "PassOn", signal },
    ])
    expect(step(draining({ timedOut: true }), { _tag: "Interrupted", signal })[1]).toEqual([{ _tag: "PassOn", signal }])
  })
})

describe("an ending that is under way", () => {
  test("is waited for before what is left is looked for", () => {
    expect(step(draining({ endings: 2 }), { _tag: "Drained" })).toEqual([ending({ endings: 2 }), []])
    expect(step(ending({ endings: 2 }), { _tag: "ProcessesEnded" })).toEqual([ending({ endings: 1 }), []])
    expect(step(ending({ endings: 1 }), { _tag: "ProcessesEnded" })).toEqual([looking(), [{ _tag: "Look" }]])
  })

  test("may be over before the command has ended, and before its output has been taken", () => {
    expect(step(running({ endings: 1 }), { _tag: "ProcessesEnded" })).toEqual([running(), []])
    expect(step(draining({ endings: 1 }), { _tag: "ProcessesEnded" })).toEqual([draining(), []])
  })
})

describe("the end", () => {
  test.each([true, false])("is recorded, and all is over where nothing is left; timed out: %p", (timedOut) => {
    expect(step(looking({ timedOut }), { _tag: "Looked", processesLeft: false })).toEqual([
      { _tag: "Gone" },
      [{ _tag: "RecordEnd", exit, timedOut, processesLeft: false }, { _tag: "Release" }],
    ])
  })

  test("is recorded where processes are left, and their end is waited for with their output", () => {
    expect(step(looking(), { _tag: "Looked", processesLeft: true })).toEqual([
      { _tag: "Left" },
      [{ _tag: "RecordEnd", exit, timedOut: false, processesLeft: true }, { _tag: "AwaitRest" }],
    ])
    expect(step({ _tag: "Left" }, { _tag: "RestEnded" })).toEqual([{ _tag: "DrainingRest" }, [{ _tag: "Drain" }]])
    expect(step({ _tag: "DrainingRest" }, { _tag: "Drained" })).toEqual([
      { _tag: "Gone" },
      [{ _tag: "RecordRestEnded" }, { _tag: "Release" }],
    ])
  })
})

// -------------------------------------------------------------------------------------------------------- properties

const tags = <Tag extends string>(table: Record<Tag, unknown>) => Object.keys(table) as Array<Tag>

const everyState: Readonly<Record<State["_tag"], State>> = {
  Running: running(),
  Draining: draining(),
  Ending: ending({ endings: 1 }),
  Looking: looking(),
  Left: { _tag: "Left" },
  DrainingRest: { _tag: "DrainingRest" },
  Gone: { _tag: "Gone" },
}

const everyObservation: Readonly<Record<Observation["_tag"], Observation>> = {
  Exited: exited,
  TimeIsOver: { _tag: "TimeIsOver" },
  EndAsked: { _tag: "EndAsked", signals: ["SIGTERM"] },
  Interrupted: { _tag: "Interrupted", signal: "SIGINT" },
  Backgrounded: { _tag: "Backgrounded" },
  Drained: { _tag: "Drained" },
  ProcessesEnded: { _tag: "ProcessesEnded" },
  Looked: { _tag: "Looked", processesLeft: false },
  RestEnded: { _tag: "RestEnded" },
}

describe("every state and every observation:", () => {
  /** What concerns a state; all else leaves it as it is, and does nothing. */
  const concerns: Readonly<Record<State["_tag"], ReadonlyArray<Observation["_tag"]>>> = {
    Running: ["Exited", "TimeIsOver", "EndAsked", "Interrupted", "Backgrounded", "ProcessesEnded"],
    Draining: ["EndAsked", "Interrupted", "Backgrounded", "Drained", "ProcessesEnded"],
    Ending: ["EndAsked", "Interrupted", "Backgrounded", "ProcessesEnded"],
    Looking: ["EndAsked", "Backgrounded", "Looked"],
    Left: ["EndAsked", "Backgrounded", "RestEnded"],
    DrainingRest: ["EndAsked", "Backgrounded", "Drained"],
    Gone: ["Backgrounded"],
  }

  for (const tag of tags(everyState)) {
    for (const seen of tags(everyObservation)) {
      test(`${tag}, ${seen}`, () => {
        const [next, actions] = step(everyState[tag], everyObservation[seen])
        const isIgnored = actions.length === 0 && Bun.deepEquals(next, everyState[tag])
        expect(isIgnored).toBe(!concerns[tag].includes(seen))
      })
    }
  }
})

/** What other processes do to a command while the machine looks after it. */
type Event = Observation & { readonly _tag: "TimeIsOver" | "EndAsked" | "Interrupted" | "Backgrounded" }

const event: FastCheck.Arbitrary<Event> = FastCheck.constantFrom<Array<Event>>(
  { _tag: "TimeIsOver" },
  { _tag: "EndAsked", signals: ["SIGTERM"] },
  { _tag: "EndAsked", signals: ["SIGPIPE", "SIGTERM"] },
  { _tag: "Interrupted", signal: "SIGINT" },
  { _tag: "Backgrounded" },
)

/** The answers that the actions of a run wait for, in any order, among events of others. */
const history = FastCheck.record({
  events: FastCheck.array(event, { maxLength: 6 }),
  order: FastCheck.infiniteStream(FastCheck.nat()),
  processesLeft: FastCheck.boolean(),
})

/** What was observed, and what was done on the way from there. */
type Run = ReadonlyArray<{
  readonly seen: Observation["_tag"]
  readonly actions: ReadonlyArray<Action>
  readonly next: State
}>

type History = typeof history extends FastCheck.Arbitrary<infer Given> ? Given : never

/** Runs a command to where nothing is to come any more. */
const runOf = ({ events, order, processesLeft }: History): Run => {
  let state = initial
  const run: Array<Run[number]> = []
  const pending: Array<Observation> = [exited, ...events]
  const observe = (observation: Observation) => {
    const [next, actions] = step(state, observation)
    state = next
    run.push({ seen: observation._tag, actions, next })
    for (const action of actions) {
      if (action._tag === "Look") observe({ _tag: "Looked", processesLeft })
      if (action._tag === "Drain") pending.push({ _tag: "Drained" })
      if (action._tag === "EndProcesses") pending.push({ _tag: "ProcessesEnded" })
      if (action._tag === "AwaitRest") pending.push({ _tag: "RestEnded" })
    }
  }
  while (pending.length > 0) {
    const [next] = pending.splice((order.next().value ?? 0) % pending.length, 1)
    if (next !== undefined) observe(next)
  }
  return run
}

const holdsForAllRuns = (rule: (run: Run, processesLeft: boolean) => void): void =>
  FastCheck.assert(
    FastCheck.property(history, (given) => rule(runOf(given), given.processesLeft)),
    { numRuns: 2000, seed: 1 },
  )

const actionsOf = (run: Run): ReadonlyArray<Action["_tag"]> =>
  run.flatMap(({ actions }) => actions.map(({ _tag }) => _tag))

const timesOf = <Tag>(tag: Tag, among: ReadonlyArray<Tag>): number => among.filter((other) => other === tag).length

describe("whatever happens, and in whatever order,", () => {
  test("supervision comes to an end, which is recorded once, and then all is let go of once", () => {
    holdsForAllRuns((run, processesLeft) => {
      const actions = actionsOf(run)
      expect(run.at(-1)?.next).toEqual({ _tag: "Gone" })
      expect(timesOf("RecordEnd", actions)).toBe(1)
      expect(timesOf("Release", actions)).toBe(1)
      expect(timesOf("RecordRestEnded", actions)).toBe(processesLeft ? 1 : 0)
      const later = actions.slice(actions.indexOf("Release") + 1)
      expect(later.every((tag) => tag === "LeaveReader" || tag === "RecordBackground")).toBe(true)
    })
  })

  test("the end is recorded after the output was taken and every ending that began before is over", () => {
    holdsForAllRuns((run) => {
      const before = run.slice(
        0,
        run.findIndex(({ seen }) => seen === "Looked"),
      )
      const seen = before.map((each) => each.seen)
      expect(seen).toContain("Drained")
      expect(timesOf("ProcessesEnded", seen)).toBe(timesOf("EndProcesses", actionsOf(before)))
    })
  })

  test("a command has timed out where its time was over before it had ended", () => {
    holdsForAllRuns((run) => {
      const seen = run.map((each) => each.seen)
      const isOver = seen.slice(0, seen.indexOf("Exited")).includes("TimeIsOver")
      const end = run.flatMap(({ actions }) => actions).find(({ _tag }) => _tag === "RecordEnd")
      expect(end).toMatchObject({ timedOut: isOver })
    })
  })

  test("once the output was taken, the rest of an interrupted command is ended, unless it then went to the background", () => {
    holdsForAllRuns((run) => {
      const seen = run.map((each) => each.seen)
      const drained = seen.indexOf("Drained")
      const before = seen.slice(0, drained)
      const isInterrupted = before.lastIndexOf("Interrupted") > before.lastIndexOf("Backgrounded")
      const isEnded = run[drained]?.actions.some(({ _tag }) => _tag === "EndProcesses")
      expect(isEnded).toBe(isInterrupted)
    })
  })
})
