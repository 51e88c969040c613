/**
 * The monitor as a state machine: when a task counts as complete, crashed, hung, waiting or lost, and what to do then.
 * Pure; the runner beside it observes and acts. (docs/protocol.md, Monitor)
 *
 *     Sleeping ──► Looking ──► Sleeping                   all is well, or the agent has not started
 *        ▲            ├──────► ConfirmingDeath ──► Looking ──► Dispatching     the agent is dead: resumed
 *        │            └──────► Dispatching                                     the agent hangs: resumed
 *        └──────────────────── Dispatching
 *     any of these ──► SigningOff ──► CleaningUp ──► Ended    complete
 *     any of these ──────────────────► CleaningUp ──► Ended   given up, or interrupted
 *
 * Times are seconds since the epoch, by a clock that does not jump.
 */
import { exitCodeOfSignal, type TerminationSignal } from "../../os/process/signals.ts"
import type { ManifestStatus } from "../state/taskStatus.ts"
import { classifyPane, type PaneState } from "./classify.ts"
import type { Settings } from "./settings.ts"

/** What the monitor remembers from one check to the next. */
export interface Memory {
  /** When it gives up. */
  readonly deadline: number
  /** Resumes since the last fresh output: they stretch the interval. */
  readonly recentResumes: number
  /** All resumes: they count for the budget, so that a task cannot flap for ever. */
  readonly resumes: number
  /** When the output was first seen to be stale; `undefined` while it is fresh. */
  readonly staleSince: number | undefined
  /** Consecutive checks that saw a prompt. */
  readonly waitingChecks: number
}

export type State =
  /** No check is due before `until`. */
  | { readonly _tag: "Sleeping"; readonly memory: Memory; readonly until: number }
  /**
   * tmux was asked for the pane, for the check that was due at `due`. `confirmedDead`: this is the last look before a
   * resume after a crash.
   */
  | { readonly _tag: "Looking"; readonly memory: Memory; readonly due: number; readonly confirmedDead: boolean }
  /** The agent is dead, and the wrapper may still be recording how it ended. */
  | { readonly _tag: "ConfirmingDeath"; readonly memory: Memory; readonly until: number }
  /** A resume was typed, and the wrapper needs time to start the agent. */
  | { readonly _tag: "Dispatching"; readonly memory: Memory; readonly until: number }
  /** The task is complete; the wrapper has still to signal that, and `told` says that it has. */
  | { readonly _tag: "SigningOff"; readonly told: boolean; readonly since: number }
  | { readonly _tag: "CleaningUp"; readonly exitCode: number }
  | { readonly _tag: "Ended"; readonly exitCode: number }

/** The agent as its `pid` file and the system show it. */
export type AgentLife = "not started" | "alive" | "gone"

/** What the task directory shows, without asking tmux. */
export interface Glance {
  readonly now: number
  /** If `done` exists, the content of `exit_code`, or `unknown`. */
  readonly completion: string | undefined
  readonly agent: AgentLife
  /** When the agent last gave a sign of life, if only a line in `output.log`; `undefined` where none is known. */
  readonly activeAt: number | undefined
}

export type Observation =
  | ({ readonly _tag: "Glanced" } & Glance)
  | { readonly _tag: "SessionGone"; readonly glance: Glance }
  /** The text of the pane; `undefined` where it could not be captured. */
  | { readonly _tag: "PaneSeen"; readonly glance: Glance; readonly text: string | undefined }
  | { readonly _tag: "Signalled"; readonly signal: TerminationSignal; readonly glance: Glance }
  | { readonly _tag: "WrapperSeen"; readonly now: number; readonly wrapper: WrapperLife }
  | { readonly _tag: "TaskSeen"; readonly done: boolean; readonly status: ManifestStatus | undefined }
  /** The task that was to be resumed is over: the user has stopped it, or it cannot be run any more. */
  | { readonly _tag: "TaskOver" }

/**
 * The wrapper of a complete task.
 * - `gone`: nothing runs in the pane but its shell.
 * - `signed off`: the manifest has `monitor_signal`.
 * - `busy`: neither of these.
 */
export interface WrapperLife {
  readonly progress: "gone" | "signed off" | "busy"
  /** It survives the end of its pane. */
  readonly outlivesPane: boolean
}

export type Action =
  | { readonly _tag: "Say"; readonly line: string }
  | { readonly _tag: "Trace"; readonly event: string }
  /** Ask tmux: `SessionGone` or `PaneSeen`. */
  | { readonly _tag: "LookAtPane" }
  | { readonly _tag: "RecordPaneState"; readonly paneState: PaneState }
  | { readonly _tag: "RecordAbandoned"; readonly reason?: string; readonly retryCount?: number }
  /**
   * Record the status, create `resume`, remove `pid` and type the wrapper's command into the pane; `TaskOver` if the task
   * must not be resumed.
   */
  | { readonly _tag: "Resume"; readonly status: "crashed" | "hung"; readonly retryCount: number }
  /** Look at what is left of the wrapper: `WrapperSeen`. */
  | { readonly _tag: "LookAtWrapper" }
  /** Look whether the task is complete and what its manifest says: `TaskSeen`. */
  | { readonly _tag: "LookAtTask" }
  | { readonly _tag: "NotifyAbandoned" }
  /** Turn the pane's pipe off, end the session, remove `monitor.pid`. */
  | { readonly _tag: "CloseDown" }
  /** Tell the orchestrator how the task ended. */
  | { readonly _tag: "NotifyEnd" }
  /** Remove `monitor.pid`, and leave everything else as it is. */
  | { readonly _tag: "Leave" }

export type Step = readonly [State, ReadonlyArray<Action>]

/** Between an agent's death and a resume: the wrapper may be about to record a regular end. */
const deathConfirmationSeconds = 2

/** How long a complete task's wrapper may take to signal the monitor before it counts as dead. */
const signOffSeconds = 1

/** How long a wrapper that would die with its pane may take to finish, its notification included. */
const lastWordsSeconds = 10

/** A monitor that begins at `now`, after so many resumes by earlier monitors; its first check is due at once. */
export const initial = (settings: Settings, now: number, resumes = 0): State => ({
  _tag: "Sleeping",
  until: now,
  memory: {
    deadline: now + settings.deadlineSeconds,
    recentResumes: resumes,
    resumes,
    staleSince: undefined,
    waitingChecks: 0,
  },
})

/** The next state, and the actions on the way there, in order. Other observations leave a state as it is. */
export const step = (settings: Settings, state: State, observation: Observation): Step => {
  switch (state._tag) {
    case "Sleeping":
    case "ConfirmingDeath":
    case "Dispatching":
    case "Looking":
      return observation._tag === "Signalled"
        ? signalled(settings, observation.signal, observation.glance)
        : watch(settings, state, observation)
    case "SigningOff":
      return signOff(state, observation)
    case "CleaningUp":
      return observation._tag === "TaskSeen" ? cleanUp(settings, state.exitCode, observation) : unchanged(state)
    case "Ended":
      return unchanged(state)
  }
}

type Watching = State & { readonly _tag: "Sleeping" | "ConfirmingDeath" | "Dispatching" | "Looking" }

const watch = (settings: Settings, state: Watching, observation: Observation): Step => {
  switch (state._tag) {
    case "Sleeping":
      return observation._tag === "Glanced" ? beginCheck(settings, state, observation) : unchanged(state)
    case "Looking":
      switch (observation._tag) {
        case "SessionGone":
          return check(settings, state, observation.glance, "session gone")
        case "PaneSeen":
          return check(settings, state, observation.glance, { text: observation.text })
        default:
          return unchanged(state)
      }
    case "ConfirmingDeath":
      if (observation._tag !== "Glanced") return unchanged(state)
      if (observation.completion !== undefined) return complete(observation, observation.completion)
      if (settings.policy.spacesResumes && observation.now >= state.memory.deadline) return deadlineReached(settings)
      return observation.now < state.until ? unchanged(state) : look(state.memory, state.until, true)
    case "Dispatching":
      if (observation._tag === "TaskOver") return giveUp(1, "The task is over; the monitor stops.")
      if (observation._tag !== "Glanced") return unchanged(state)
      if (observation.completion !== undefined) return complete(observation, observation.completion)
      return observation.now < state.until
        ? unchanged(state)
        : beginCheck(settings, { ...state, _tag: "Sleeping" }, observation)
  }
}

/** A check is due at its time, and at once when the task is complete or the agent has died in the meantime. */
const beginCheck = (settings: Settings, state: State & { readonly _tag: "Sleeping" }, glance: Glance): Step => {
  const { memory, until } = state
  // The scripts look at the clock first; under the other policy a complete task is complete even after the deadline.
  const judged = glance.completion === undefined || !settings.policy.tellsEnds
  if (judged && glance.now >= memory.deadline) return deadlineReached(settings)
  if (glance.completion !== undefined) return complete(glance, glance.completion)
  return glance.now >= until || glance.agent === "gone" ? look(memory, until, false) : unchanged(state)
}

/** The rest of a check, once tmux has answered; the order of the rules is the protocol's. */
const check = (
  settings: Settings,
  state: State & { readonly _tag: "Looking" },
  glance: Glance,
  pane: "session gone" | { readonly text: string | undefined },
): Step => {
  const { memory, due, confirmedDead } = state
  if (glance.completion !== undefined) return complete(glance, glance.completion)
  if (pane === "session gone" && settings.policy.lostSession === "stop") {
    return giveUp(0, "The tmux session is gone; the monitor stops.")
  }
  // An agent that another process has brought back meanwhile must not be started twice.
  if (confirmedDead && glance.agent !== "alive") return resume(settings, memory, glance.now, "crashed")
  // This check came early, for a dead agent that is back by now. Rules that count checks need the regular interval.
  if (glance.agent !== "gone" && glance.now < due) return sleep(memory, due)
  switch (glance.agent) {
    case "not started":
      return sleep(memory, glance.now + nextInterval(settings, memory, glance.now))
    case "gone":
      return to({
        _tag: "ConfirmingDeath",
        memory,
        until: glance.now + pauseBeforeResume(settings, memory, glance.now),
      })
    case "alive":
      return checkLive(settings, memory, glance, pane === "session gone" ? undefined : pane.text)
  }
}

/** The rules for a living agent: does it wait for the user, does it still print. */
const checkLive = (settings: Settings, memory: Memory, glance: Glance, text: string | undefined): Step => {
  const paneState = text === undefined ? "unknown" : classifyPane(text)
  const recorded: ReadonlyArray<Action> = paneState === "unknown" ? [] : [{ _tag: "RecordPaneState", paneState }]
  const waitingChecks = paneState === "waiting_for_input" ? memory.waitingChecks + 1 : 0
  if (waitingChecks > 0 && waitingChecks >= settings.waitingChecks) {
    return withActions(recorded, [
      cleaningUp(1),
      [
        {
          _tag: "Say",
          line: `The agent waits for input that nobody will give (seen ${waitingChecks} times); given up.`,
        },
        { _tag: "RecordAbandoned", reason: "waiting_for_input" },
        { _tag: "LookAtTask" },
      ],
    ])
  }
  return withActions(recorded, checkOutput(settings, { ...memory, waitingChecks }, glance))
}

const checkOutput = (settings: Settings, memory: Memory, glance: Glance): Step => {
  const sleepOn = (remembered: Memory, ...actions: ReadonlyArray<Action>) =>
    sleep(remembered, glance.now + nextInterval(settings, remembered, glance.now), ...actions)
  if (glance.activeAt === undefined) return sleepOn(memory)
  const age = wholeSeconds(glance.now) - wholeSeconds(glance.activeAt)
  const threshold = settings.staleIntervals * settings.baseIntervalSeconds
  if (age <= threshold) return sleepOn({ ...memory, staleSince: undefined, recentResumes: 0 })
  if (memory.staleSince === undefined) {
    return sleepOn(
      { ...memory, staleSince: glance.now },
      { _tag: "Say", line: `No output for ${age} s (more than ${threshold} s); the grace period begins.` },
    )
  }
  const graceElapsed = wholeSeconds(glance.now) - wholeSeconds(memory.staleSince)
  return graceElapsed < settings.gracePeriodSeconds ? sleepOn(memory) : resume(settings, memory, glance.now, "hung")
}

/** How long to wait between an agent's death and its resume; longer for an agent that dies again and again. */
const pauseBeforeResume = (settings: Settings, memory: Memory, now: number): number => {
  if (!settings.policy.spacesResumes || memory.recentResumes === 0) return deathConfirmationSeconds
  if (now >= memory.deadline) return 0
  const before = { ...memory, recentResumes: memory.recentResumes - 1 }
  return Math.max(nextInterval(settings, before, now), deathConfirmationSeconds)
}

/** One more resume, or the end if the budget is used up. */
const resume = (settings: Settings, before: Memory, now: number, status: "crashed" | "hung"): Step => {
  const memory: Memory = {
    ...before,
    staleSince: undefined,
    recentResumes: before.recentResumes + 1,
    resumes: before.resumes + 1,
  }
  if (memory.resumes > settings.maxResumes) {
    return [
      cleaningUp(1),
      [
        { _tag: "Say", line: `The agent has ${status}, and ${settings.maxResumes} resumes were all it has; given up.` },
        { _tag: "RecordAbandoned", reason: "max_retries_exceeded", retryCount: memory.resumes },
        { _tag: "LookAtTask" },
      ],
    ]
  }
  return [
    { _tag: "Dispatching", memory, until: now + settings.dispatchWaitSeconds },
    [
      { _tag: "Say", line: `The agent has ${status}; resume ${memory.resumes} of ${settings.maxResumes}.` },
      { _tag: "Trace", event: `${status} resume=${memory.resumes}` },
      { _tag: "Resume", status, retryCount: memory.resumes },
    ],
  ]
}

/** The task is complete. The wrapper has to send its signal, and maybe a notification, before the pane may close. */
const complete = (glance: Glance, exitCode: string, told = false): Step => [
  { _tag: "SigningOff", told, since: glance.now },
  [
    { _tag: "Say", line: `Task completed with exit code: ${exitCode}` },
    { _tag: "Trace", event: `completed exit_code=${exitCode}` },
    { _tag: "LookAtWrapper" },
  ],
]

/**
 * The clean-up closes the pane and removes `monitor.pid`, so it waits until the wrapper needs neither: until it has sent
 * its signal, and has ended or would survive the pane. Both waits have a limit.
 */
const signOff = (state: State & { readonly _tag: "SigningOff" }, observation: Observation): Step => {
  if (observation._tag === "Signalled") {
    return to({ ...state, told: state.told || observation.signal === "SIGTERM" }, { _tag: "LookAtWrapper" })
  }
  if (observation._tag === "Glanced") return to(state, { _tag: "LookAtWrapper" })
  if (observation._tag !== "WrapperSeen") return unchanged(state)
  const { progress, outlivesPane } = observation.wrapper
  const elapsed = observation.now - state.since
  const signalDue = !state.told && progress === "busy" && elapsed < signOffSeconds
  const paneNeeded = progress !== "gone" && !outlivesPane && elapsed < lastWordsSeconds
  return signalDue || paneNeeded ? unchanged(state) : to(cleaningUp(0), { _tag: "LookAtTask" })
}

/** TERM comes from the wrapper when the task is complete, and from a user who wants to end the monitor. */
const signalled = ({ policy }: Settings, signal: TerminationSignal, glance: Glance): Step => {
  if (signal === "SIGTERM" && glance.completion !== undefined) return complete(glance, glance.completion, true)
  if (policy.interruption === "leave") {
    return to(
      { _tag: "Ended", exitCode: exitCodeOfSignal(signal) },
      { _tag: "Say", line: `Received ${signal}; the monitor stops, and the task is left as it is.` },
      { _tag: "Leave" },
    )
  }
  return giveUp(exitCodeOfSignal(signal), `Received ${signal}; the monitor stops.`)
}

const deadlineReached = ({ policy }: Settings): Step =>
  // The scripts record no reason here.
  policy.tellsEnds ? giveUp(1, deadlineLine, { _tag: "RecordAbandoned", reason: "deadline" }) : giveUp(1, deadlineLine)

const deadlineLine = "The deadline is reached; the monitor stops."

const giveUp = (exitCode: number, line: string, ...records: ReadonlyArray<Action>): Step => [
  cleaningUp(exitCode),
  [{ _tag: "Say", line }, ...records, { _tag: "LookAtTask" }],
]

/** Records an incomplete task as abandoned, once, and leaves a complete one as it is. Then puts everything away. */
const cleanUp = (
  { policy }: Settings,
  exitCode: number,
  { done, status }: Observation & { readonly _tag: "TaskSeen" },
): Step => {
  const incomplete = !done && status !== undefined
  const abandon: ReadonlyArray<Action> = incomplete && status !== "abandoned" ? [{ _tag: "RecordAbandoned" }] : []
  const closeDown: ReadonlyArray<Action> = policy.tellsEnds
    ? [{ _tag: "CloseDown" }, { _tag: "NotifyEnd" }]
    : [...(incomplete ? [{ _tag: "NotifyAbandoned" } as const] : []), { _tag: "CloseDown" }]
  return [
    { _tag: "Ended", exitCode },
    [{ _tag: "Trace", event: `cleanup starting exit_code=${exitCode}` }, ...abandon, ...closeDown],
  ]
}

/** Seconds until the next check: `base × 2^resumes`, at most the maximum, and not past the deadline. */
export const nextInterval = (settings: Settings, memory: Memory, now: number): number => {
  const { baseIntervalSeconds: base, maxIntervalSeconds: most } = settings
  // After a thousand resumes 2^resumes is infinite, and zero times infinity is NaN.
  const backedOff = base === 0 ? 0 : Math.min(base * 2 ** memory.recentResumes, most)
  const remaining = memory.deadline - now
  return remaining > 0 ? Math.min(backedOff, remaining) : backedOff
}

/** Ages are differences of whole seconds, as in the scripts, so that binary and scripts decide alike. */
const wholeSeconds = Math.floor

const look = (memory: Memory, due: number, confirmedDead: boolean): Step =>
  to({ _tag: "Looking", memory, due, confirmedDead }, { _tag: "LookAtPane" })

const sleep = (memory: Memory, until: number, ...actions: ReadonlyArray<Action>): Step =>
  to({ _tag: "Sleeping", memory, until }, ...actions)

const cleaningUp = (exitCode: number): State => ({ _tag: "CleaningUp", exitCode })

const to = (state: State, ...actions: ReadonlyArray<Action>): Step => [state, actions]

const withActions = (before: ReadonlyArray<Action>, [state, actions]: Step): Step => [state, [...before, ...actions]]

const unchanged = (state: State): Step => to(state)
