/**
 * The wrapper as a state machine: the life of one agent process, from the look at the task directory to the recorded end.
 * Pure; the runner beside it observes and acts. (docs/protocol.md, Wrapper)
 *
 *     Examining ─┬─► Ended            complete already, or the task cannot be run
 *                └─► Launching ─┬─► Running ─┬─► Recording ─► Signalling ─► Notifying ─► Ended
 *                               │            ├─► Interrupting ─► Ended
 *                               │            └─► Ended        crashed, and left to the monitor
 *                               └─► Recording  the agent could not be started
 *
 * What differs between a task of the scripts and one of `outlive run` is in the `Policy`. If it is the monitor that
 * notifies, Signalling leads to Ended.
 */
import type { DeathBySignal, ProgramEnd, TerminalSignal, TerminationSignal } from "../../os/process/signals.ts"
import type { ResumeOn } from "../state/task.ts"

/** What a wrapper leaves to its monitor. */
export interface Policy {
  /** After which ends the task stays unfinished, so that the monitor brings it back. */
  readonly resumeOn: ResumeOn
  /** The wrapper keeps a monitor running, and that monitor notifies. */
  readonly keepsMonitor: boolean
  /** The wrapper's own, once an end is recorded; 1 if it is its refusal. */
  readonly exitCode: 0 | 1
}

/** The policy of the shell scripts. */
export const scriptPolicy: Policy = { resumeOn: "never", keepsMonitor: false, exitCode: 0 }

/** `first` starts the task's conversation with its prompt; `resume` goes on with an existing conversation. */
export type LaunchMode = "first" | "resume"

/** The outcome of signalling the monitor that the task is complete; the value of `monitor_signal`. */
export type MonitorSignal =
  | `signaled:${string}`
  | `monitor_not_live:${string}`
  | `kill_failed:${string}`
  | "monitor_pid_empty"
  | "monitor_pid_missing"

export type State =
  | { readonly _tag: "Examining" }
  | { readonly _tag: "Launching" }
  | { readonly _tag: "Running"; readonly group: number }
  | { readonly _tag: "Interrupting"; readonly group: number; readonly by: DeathBySignal }
  | { readonly _tag: "Recording" }
  | { readonly _tag: "Signalling" }
  | { readonly _tag: "Notifying" }
  | { readonly _tag: "Ended"; readonly end: ProgramEnd }

export type Observation =
  | { readonly _tag: "Examined"; readonly done: boolean; readonly resume: boolean; readonly runnable: boolean }
  /** `group` is the process group of the agent. */
  | { readonly _tag: "Started"; readonly pid: number; readonly group: number }
  /** The agent's executable or its prompt is missing; `exitCode` is what a shell gives for that. */
  | { readonly _tag: "NotStarted"; readonly pid: number; readonly exitCode: number }
  | ({ readonly _tag: "AgentEnded" } & AgentEnd)
  | { readonly _tag: "Signalled"; readonly signal: TerminationSignal }
  /** The terminal has sent this signal to the agent's whole group: a key was pressed, or the pane closes. */
  | { readonly _tag: "SignalledByTerminal"; readonly signal: TerminalSignal }
  /** No process of the agent's group is left. */
  | { readonly _tag: "GroupEnded" }
  /** An interrupted agent has not ended by itself in time. */
  | { readonly _tag: "GraceOver" }
  | { readonly _tag: "Recorded" }
  | { readonly _tag: "MonitorTold"; readonly outcome: MonitorSignal }
  | { readonly _tag: "Notified" }
  /** The policy wants a monitor, and the task has none. */
  | { readonly _tag: "MonitorLost" }

/** How an agent has ended. */
export interface AgentEnd {
  readonly exitCode: number
  /** Its process was ended by a signal. */
  readonly signalled: boolean
  /** The agent's own output says that another run would end the same way. */
  readonly hopeless: boolean
  /** The conversation that it was to resume is gone: another run begins anew. */
  readonly forgotten: boolean
  /** Another process has ended it, and decides what becomes of the task. */
  readonly disowned: boolean
  /** The agent itself has said that its work is done. */
  readonly succeeded: boolean
}

export type Action =
  | { readonly _tag: "SayAlreadyCompleted" }
  /** Say on stderr why the task cannot be run. */
  | { readonly _tag: "Refuse" }
  /** Enter the project directory, remove the `resume` marker, start the agent: `Started` or `NotStarted`. */
  | { readonly _tag: "Launch"; readonly mode: LaunchMode }
  /** Write `pid`, then the manifest's `pid` and `status=running`. */
  | { readonly _tag: "RecordStart"; readonly pid: number }
  /** Wait for the agent: `AgentEnded`. */
  | { readonly _tag: "AwaitAgent" }
  /** Write `exit_code`, the manifest's end and `done`, in this order: `Recorded`. */
  | { readonly _tag: "RecordEnd"; readonly exitCode: number; readonly status: "completed" | "failed" }
  /** Write that the task has crashed and is to be brought back; remove `pid`. */
  | { readonly _tag: "RecordCrash"; readonly exitCode: number }
  /** Start a monitor, unless there is one. */
  | { readonly _tag: "StartMonitor" }
  /** Send SIGTERM to the process in `monitor.pid`: `MonitorTold`. */
  | { readonly _tag: "TellMonitor" }
  | { readonly _tag: "RecordMonitorSignal"; readonly outcome: MonitorSignal }
  /** Tell the orchestrator: `Notified`. */
  | { readonly _tag: "Notify" }
  | { readonly _tag: "PassOn"; readonly signal: TerminationSignal; readonly group: number }
  /** Watch the agent's group and the clock: `GroupEnded` or `GraceOver`. */
  | { readonly _tag: "AwaitGroup"; readonly group: number }
  | { readonly _tag: "KillGroup"; readonly group: number }

export const initial: State = { _tag: "Examining" }

/** The next state, and the actions on the way there, in order. Other observations leave a state as it is. */
export const step = (
  policy: Policy,
  state: State,
  observation: Observation,
): readonly [State, ReadonlyArray<Action>] => {
  switch (state._tag) {
    case "Examining":
      return observation._tag === "Examined" ? examine(observation) : unchanged(state)
    case "Launching":
      return launched(state, observation)
    case "Running":
      return running(policy, state, observation)
    case "Interrupting":
      return interrupting(policy, state, observation)
    // From here on the end is a fact, and has to be told even if the pane closes: signals change nothing.
    case "Recording":
      return observation._tag === "Recorded" ? [{ _tag: "Signalling" }, [{ _tag: "TellMonitor" }]] : unchanged(state)
    case "Signalling":
      return observation._tag === "MonitorTold" ? monitorTold(policy, observation.outcome) : unchanged(state)
    case "Notifying":
      return observation._tag === "Notified" ? ended(policy.exitCode) : unchanged(state)
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
      const { group, pid } = observation
      return to({ _tag: "Running", group }, { _tag: "RecordStart", pid }, { _tag: "AwaitAgent" })
    }
    case "NotStarted":
      return to({ _tag: "Recording" }, { _tag: "RecordStart", pid: observation.pid }, recordEnd(observation.exitCode))
    default:
      return unchanged(state)
  }
}

const running = (policy: Policy, state: State & { _tag: "Running" }, observation: Observation) => {
  const { group } = state
  switch (observation._tag) {
    case "AgentEnded": {
      const { disowned, exitCode } = observation
      if (disowned) return ended(exitCode)
      return goesOn(policy, observation)
        ? ended(exitCode, { _tag: "RecordCrash", exitCode }, ...heir(policy))
        : to({ _tag: "Recording" }, recordEnd(exitCode))
    }
    case "MonitorLost":
      return to(state, { _tag: "StartMonitor" })
    case "Signalled": {
      const { signal } = observation
      return to(
        { _tag: "Interrupting", group, by: { signal, ofGroup: false } },
        { _tag: "PassOn", signal, group },
        { _tag: "AwaitGroup", group },
      )
    }
    case "SignalledByTerminal":
      // The programs beside this wrapper, as the shell script that runs it, would have heard the terminal too.
      return to(
        { _tag: "Interrupting", group, by: { signal: observation.signal, ofGroup: true } },
        { _tag: "AwaitGroup", group },
      )
    default:
      return unchanged(state)
  }
}

/**
 * An interrupted task has not finished: nothing is recorded, so that the monitor resumes it, unless its agent has just
 * finished, and said so.
 */
const interrupting = (policy: Policy, state: State & { _tag: "Interrupting" }, observation: Observation) => {
  const { group } = state
  switch (observation._tag) {
    case "Signalled":
      return to(state, { _tag: "PassOn", signal: observation.signal, group })
    case "AgentEnded":
      return observation.succeeded && !observation.disowned
        ? to({ _tag: "Recording" }, recordEnd(observation.exitCode))
        : unchanged(state)
    case "GroupEnded":
      return ended(state.by, ...heir(policy))
    case "GraceOver":
      return ended(state.by, { _tag: "KillGroup", group }, ...heir(policy))
    default:
      return unchanged(state)
  }
}

/** If no monitor could be signalled, one is started: it finds the end by itself, and notifies. */
const monitorTold = (policy: Policy, outcome: MonitorSignal) => {
  const recorded: Action = { _tag: "RecordMonitorSignal", outcome }
  if (!policy.keepsMonitor) return to({ _tag: "Notifying" }, recorded, { _tag: "Notify" })
  const told = outcome.startsWith("signaled:")
  return told ? ended(policy.exitCode, recorded) : ended(policy.exitCode, recorded, { _tag: "StartMonitor" })
}

/** A wrapper that leaves its task unfinished makes sure that a monitor takes it over. */
const heir = ({ keepsMonitor }: Policy): ReadonlyArray<Action> => (keepsMonitor ? [{ _tag: "StartMonitor" }] : [])

/** Whether the task goes on after this end of its agent. */
const goesOn = ({ resumeOn }: Policy, { exitCode, forgotten, hopeless, signalled }: AgentEnd): boolean => {
  if (resumeOn === "never" || exitCode === 0) return false
  return forgotten || signalled || isDeathBySignal(exitCode) || (resumeOn === "failure" && !hopeless)
}

/**
 * Whether a program with this exit code reports that its own child was killed by a signal. Only the usual signals count,
 * since some programs exit with other codes above 128 by themselves. (docs/faults.md, row 7)
 */
export const isDeathBySignal = (exitCode: number): boolean => deadlySignals.some((signal) => exitCode === 128 + signal)

/** HUP, INT, QUIT, ILL, TRAP, ABRT, BUS (Linux, macOS), FPE, KILL, SEGV, PIPE, TERM. */
const deadlySignals = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15]

const recordEnd = (exitCode: number): Action => ({
  _tag: "RecordEnd",
  exitCode,
  status: exitCode === 0 ? "completed" : "failed",
})

const to = (state: State, ...actions: ReadonlyArray<Action>): readonly [State, ReadonlyArray<Action>] => [
  state,
  actions,
]

const ended = (end: ProgramEnd, ...actions: ReadonlyArray<Action>) => to({ _tag: "Ended", end }, ...actions)

const unchanged = (state: State) => to(state)
