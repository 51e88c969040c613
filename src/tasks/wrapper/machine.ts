/**
 * The wrapper as a state machine: what it does with one agent process, from the look at the task directory to the
 * recorded end. Pure; the runner beside it observes and acts. (docs/protocol.md, Wrapper)
 *
 *     Examining ─┬─► Ended            complete already, or the task cannot be run
 *                └─► Launching ─┬─► Running ─┬─► Recording ─► Signalling ─► Notifying ─► Ended
 *                               │            └─► Interrupting ─► Ended
 *                               └─► Recording  the agent could not be started
 */
import { exitCodeOfSignal, type TerminationSignal } from "../../os/signals.ts"

/** `first` starts the task's conversation with its prompt; `resume` goes on with the one that there is. */
export type LaunchMode = "first" | "resume"

/** What became of the attempt to tell the monitor that the task is complete; the value of `monitor_signal`. */
export type MonitorSignal =
  | `signaled:${string}`
  | `monitor_not_live:${string}`
  | `kill_failed:${string}`
  | "monitor_pid_empty"
  | "monitor_pid_missing"

export type State =
  | { readonly _tag: "Examining" }
  | { readonly _tag: "Launching" }
  | { readonly _tag: "Running"; readonly pid: number }
  | { readonly _tag: "Interrupting"; readonly pid: number; readonly by: TerminationSignal }
  | { readonly _tag: "Recording" }
  | { readonly _tag: "Signalling" }
  | { readonly _tag: "Notifying" }
  | { readonly _tag: "Ended"; readonly exitCode: number }

export type Observation =
  | { readonly _tag: "Examined"; readonly done: boolean; readonly resume: boolean; readonly runnable: boolean }
  | { readonly _tag: "Started"; readonly pid: number }
  /** The agent's executable or its prompt is missing; `exitCode` is what a shell makes of that. */
  | { readonly _tag: "NotStarted"; readonly pid: number; readonly exitCode: number }
  | { readonly _tag: "AgentEnded"; readonly exitCode: number }
  | { readonly _tag: "Signalled"; readonly signal: TerminationSignal }
  /** No process of the agent's group is left. */
  | { readonly _tag: "GroupEnded" }
  /** The time that an interrupted agent has to end by itself is over. */
  | { readonly _tag: "GraceOver" }
  | { readonly _tag: "Recorded" }
  | { readonly _tag: "MonitorTold"; readonly outcome: MonitorSignal }
  | { readonly _tag: "Notified" }

export type Action =
  | { readonly _tag: "SayAlreadyCompleted" }
  /** Say on stderr why the task cannot be run. */
  | { readonly _tag: "Refuse" }
  /** Enter the project directory, take the `resume` marker away, start the agent: `Started` or `NotStarted`. */
  | { readonly _tag: "Launch"; readonly mode: LaunchMode }
  /** Write `pid`, then the manifest's `pid` and `status=running`. */
  | { readonly _tag: "RecordStart"; readonly pid: number }
  /** Wait for the agent: `AgentEnded`. */
  | { readonly _tag: "AwaitAgent" }
  /** Write `exit_code`, the manifest's end and `done`, in this order: `Recorded`. */
  | { readonly _tag: "RecordEnd"; readonly exitCode: number; readonly status: "completed" | "failed" }
  /** Send SIGTERM to the process in `monitor.pid`: `MonitorTold`. */
  | { readonly _tag: "TellMonitor" }
  | { readonly _tag: "RecordMonitorSignal"; readonly outcome: MonitorSignal }
  /** Tell the orchestrator: `Notified`. */
  | { readonly _tag: "Notify" }
  | { readonly _tag: "PassOn"; readonly signal: TerminationSignal; readonly pid: number }
  /** Watch the agent's group and the clock: `GroupEnded` or `GraceOver`. */
  | { readonly _tag: "AwaitGroup"; readonly pid: number }
  | { readonly _tag: "KillGroup"; readonly pid: number }

export const initial: State = { _tag: "Examining" }

/** The next state, and what to do on the way there, in this order. What does not concern a state leaves it as it is. */
export const step = (state: State, observation: Observation): readonly [State, ReadonlyArray<Action>] => {
  switch (state._tag) {
    case "Examining":
      return observation._tag === "Examined" ? examine(observation) : unchanged(state)
    case "Launching":
      return launched(state, observation)
    case "Running":
      return running(state, observation)
    case "Interrupting":
      return interrupting(state, observation)
    // From here on the end is a fact, and it is told whatever happens to the pane: signals change nothing.
    case "Recording":
      return observation._tag === "Recorded" ? [{ _tag: "Signalling" }, [{ _tag: "TellMonitor" }]] : unchanged(state)
    case "Signalling":
      return observation._tag === "MonitorTold"
        ? [{ _tag: "Notifying" }, [{ _tag: "RecordMonitorSignal", outcome: observation.outcome }, { _tag: "Notify" }]]
        : unchanged(state)
    case "Notifying":
      return observation._tag === "Notified" ? ended(0) : unchanged(state)
    case "Ended":
      return unchanged(state)
  }
}

const examine = ({ done, resume, runnable }: Observation & { _tag: "Examined" }) => {
  if (done) return ended(0, { _tag: "SayAlreadyCompleted" })
  if (!runnable) return ended(1, { _tag: "Refuse" })
  return to({ _tag: "Launching" }, { _tag: "Launch", mode: resume ? "resume" : "first" })
}

const launched = (state: State, observation: Observation) => {
  switch (observation._tag) {
    case "Started": {
      const { pid } = observation
      return to({ _tag: "Running", pid }, { _tag: "RecordStart", pid }, { _tag: "AwaitAgent" })
    }
    case "NotStarted":
      return to({ _tag: "Recording" }, { _tag: "RecordStart", pid: observation.pid }, recordEnd(observation.exitCode))
    default:
      return unchanged(state)
  }
}

const running = (state: State & { _tag: "Running" }, observation: Observation) => {
  const { pid } = state
  switch (observation._tag) {
    case "AgentEnded":
      return to({ _tag: "Recording" }, recordEnd(observation.exitCode))
    case "Signalled": {
      const { signal } = observation
      return to({ _tag: "Interrupting", pid, by: signal }, { _tag: "PassOn", signal, pid }, { _tag: "AwaitGroup", pid })
    }
    default:
      return unchanged(state)
  }
}

/** An interrupted task is not a finished one: nothing is recorded, so that the monitor resumes it. */
const interrupting = (state: State & { _tag: "Interrupting" }, observation: Observation) => {
  const { pid } = state
  switch (observation._tag) {
    case "Signalled":
      return to(state, { _tag: "PassOn", signal: observation.signal, pid })
    case "GroupEnded":
      return ended(exitCodeOfSignal(state.by))
    case "GraceOver":
      return ended(exitCodeOfSignal(state.by), { _tag: "KillGroup", pid })
    default:
      return unchanged(state)
  }
}

const recordEnd = (exitCode: number): Action => ({
  _tag: "RecordEnd",
  exitCode,
  status: exitCode === 0 ? "completed" : "failed",
})

const to = (state: State, ...actions: ReadonlyArray<Action>): readonly [State, ReadonlyArray<Action>] => [
  state,
  actions,
]

const ended = (exitCode: number, ...actions: ReadonlyArray<Action>) => to({ _tag: "Ended", exitCode }, ...actions)

const unchanged = (state: State) => to(state)
