/**
 * A command under supervision as a state machine: from the moment it runs until no process is left of it. Pure; the
 * runner (`supervision.ts`) observes and acts.
 *
 *     Running ─► Draining ─► Ending ─► Looking ─┬─► Gone
 *                                               └─► Left ─► DrainingRest ─► Gone
 *
 * Running: its own process lives. Draining: that has ended, and its last output is still taken. Ending: what is being
 * ended of what it has started has not all ended yet. Looking: whether any process is left. Left: its end is on record,
 * and processes that it has started go on. DrainingRest: those have ended too, and their last output is still taken.
 */
import type { End } from "../state/record.ts"

/** How the process of a command ended, and when that became known. */
export interface Exit extends Pick<End, "knownAt"> {
  readonly code: number | null
  readonly signal: string | null
  /** Where it was not the supervisor's child: why its end was not seen, and when it was last heard of. */
  readonly unseen?: Pick<End, "unseen" | "endedAt">
}

/** What is known of an ending before it is on record. */
interface Known {
  /** Its time was over. */
  readonly timedOut: boolean
  /** Its starter has passed a signal on, and still waits: nothing that the command has started goes on after it. */
  readonly interrupted: boolean
  /** So many times its processes were told to end, and have not all ended. */
  readonly endings: number
}

export type State =
  | ({ readonly _tag: "Running" } & Known)
  | ({ readonly _tag: "Draining"; readonly exit: Exit } & Known)
  | ({ readonly _tag: "Ending"; readonly exit: Exit } & Known)
  | ({ readonly _tag: "Looking"; readonly exit: Exit } & Known)
  | { readonly _tag: "Left" }
  | { readonly _tag: "DrainingRest" }
  | { readonly _tag: "Gone" }

export type Observation =
  | { readonly _tag: "Exited"; readonly exit: Exit }
  | { readonly _tag: "TimeIsOver" }
  /** Another process wants the command ended, with all that it has started. */
  | { readonly _tag: "EndAsked"; readonly signals: ReadonlyArray<NodeJS.Signals> }
  /** Its starter got a signal. */
  | { readonly _tag: "Interrupted"; readonly signal: NodeJS.Signals }
  /** It goes on without its starter. */
  | { readonly _tag: "Backgrounded" }
  /** All that was printed before `Drain` has been taken. */
  | { readonly _tag: "Drained" }
  /** What one `EndProcesses` was to end has ended. */
  | { readonly _tag: "ProcessesEnded" }
  | { readonly _tag: "Looked"; readonly processesLeft: boolean }
  /** No process that the command has left lives any more. */
  | { readonly _tag: "RestEnded" }

export type Action =
  | { readonly _tag: "StopTimer" }
  /** Send the signals to all processes of the command, and KILL to what is left after a while: `ProcessesEnded`. */
  | { readonly _tag: "EndProcesses"; readonly signals: ReadonlyArray<NodeJS.Signals> }
  /** Send the signal to the command's process group. */
  | { readonly _tag: "PassOn"; readonly signal: NodeJS.Signals }
  /** Hand nothing on any more, now or after a while that the reader has to take the rest. */
  | { readonly _tag: "LeaveReader"; readonly when: "now" | "soon" }
  | { readonly _tag: "RecordBackground" }
  /** Take all that was printed so far: `Drained`. */
  | { readonly _tag: "Drain" }
  /** Look whether any process of the command is left: `Looked`. */
  | { readonly _tag: "Look" }
  | { readonly _tag: "RecordEnd"; readonly exit: Exit; readonly timedOut: boolean; readonly processesLeft: boolean }
  /** Wait for the processes that the command has left: `RestEnded`. */
  | { readonly _tag: "AwaitRest" }
  | { readonly _tag: "RecordRestEnded" }
  /** Let go of all that was open for the command. */
  | { readonly _tag: "Release" }

export const initial: State = { _tag: "Running", timedOut: false, interrupted: false, endings: 0 }

type Step = readonly [State, ReadonlyArray<Action>]

/** The next state, and what to do on the way there, in this order. What does not concern a state leaves it as it is. */
export const step = (state: State, observation: Observation): Step => {
  switch (observation._tag) {
    case "Backgrounded":
      return background(state)
    case "EndAsked":
      return end(state, observation.signals)
    default:
      return proceed(state, observation)
  }
}

/** The starter no longer waits, so a signal that it got is no concern of the command any more. */
const background = (state: State): Step => {
  const actions: ReadonlyArray<Action> = [{ _tag: "LeaveReader", when: "now" }, { _tag: "RecordBackground" }]
  return "interrupted" in state ? [{ ...state, interrupted: false }, actions] : [state, actions]
}

const end = (state: State, signals: ReadonlyArray<NodeJS.Signals>): Step => {
  if (state._tag === "Gone") return unchanged(state)
  const next = "endings" in state ? { ...state, endings: state.endings + 1 } : state
  return to(next, { _tag: "EndProcesses", signals })
}

type OwnObservation = Exclude<Observation, { readonly _tag: "Backgrounded" | "EndAsked" }>

const proceed = (state: State, observation: OwnObservation): Step => {
  switch (state._tag) {
    case "Running":
      return running(state, observation)
    case "Draining":
      return draining(state, observation)
    case "Ending":
      return ending(state, observation)
    case "Looking":
      return observation._tag === "Looked" ? looked(state, observation.processesLeft) : unchanged(state)
    case "Left":
      return observation._tag === "RestEnded" ? to({ _tag: "DrainingRest" }, { _tag: "Drain" }) : unchanged(state)
    case "DrainingRest":
      return observation._tag === "Drained"
        ? to({ _tag: "Gone" }, { _tag: "RecordRestEnded" }, { _tag: "Release" })
        : unchanged(state)
    case "Gone":
      return unchanged(state)
  }
}

const running = (state: State & { _tag: "Running" }, observation: OwnObservation): Step => {
  switch (observation._tag) {
    case "Exited":
      return to(
        { ...state, _tag: "Draining", exit: observation.exit },
        { _tag: "StopTimer" },
        // Who has ended the command does not wait for what another process may never read.
        ...leaveReaderIf(state.timedOut || state.interrupted),
        { _tag: "Drain" },
      )
    case "TimeIsOver":
      return end({ ...state, timedOut: true }, ["SIGTERM"])
    case "Interrupted":
      return to({ ...state, interrupted: true }, { _tag: "PassOn", signal: observation.signal })
    case "ProcessesEnded":
      return to(oneEndingLess(state))
    default:
      return unchanged(state)
  }
}

const draining = (state: State & { _tag: "Draining" }, observation: OwnObservation): Step => {
  switch (observation._tag) {
    case "Interrupted":
      return to(
        { ...state, interrupted: true },
        { _tag: "PassOn", signal: observation.signal },
        ...leaveReaderIf(!state.timedOut && !state.interrupted),
      )
    case "ProcessesEnded":
      return to(oneEndingLess(state))
    case "Drained":
      return state.interrupted
        ? end({ ...state, _tag: "Ending" }, ["SIGTERM"])
        : lookOnceEnded({ ...state, _tag: "Ending" })
    default:
      return unchanged(state)
  }
}

const ending = (state: State & { _tag: "Ending" }, observation: OwnObservation): Step => {
  switch (observation._tag) {
    case "Interrupted":
      return to(state, { _tag: "PassOn", signal: observation.signal })
    case "ProcessesEnded":
      return lookOnceEnded(oneEndingLess(state))
    default:
      return unchanged(state)
  }
}

const lookOnceEnded = (state: State & { _tag: "Ending" }): Step =>
  state.endings === 0 ? to({ ...state, _tag: "Looking" }, { _tag: "Look" }) : to(state)

const looked = ({ exit, timedOut }: State & { _tag: "Looking" }, processesLeft: boolean): Step => {
  const record: Action = { _tag: "RecordEnd", exit, timedOut, processesLeft }
  return processesLeft
    ? to({ _tag: "Left" }, record, { _tag: "AwaitRest" })
    : to({ _tag: "Gone" }, record, { _tag: "Release" })
}

const oneEndingLess = <S extends Known>(state: S): S => ({ ...state, endings: state.endings - 1 })

const leaveReaderIf = (isDue: boolean): ReadonlyArray<Action> => (isDue ? [{ _tag: "LeaveReader", when: "soon" }] : [])

const to = (state: State, ...actions: ReadonlyArray<Action>): Step => [state, actions]

const unchanged = (state: State): Step => to(state)
