import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"

import type { FileError } from "../../os/files/fileError.ts"
import { Processes } from "../../os/process/service.ts"
import { printError } from "../../os/terminal/print.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { recordDefect } from "../../recordDefect.ts"
import type { Tmux } from "../../tmux/service.ts"
import { carryOut, type Watch } from "./actions.ts"
import type { Alarms } from "./alarms.ts"
import { initial, type Observation, type State, step } from "./machine.ts"
import { persist, trace } from "./notes.ts"
import type { Senses } from "./senses.ts"
import type { Settings } from "./settings.ts"

/** How often a sleeping monitor looks whether its agent is still there. These looks are most of the cost of waiting. */
const lookMillis = 5000

/** How often the wrapper of a complete task is looked at. */
const signOffMillis = 20

/** What a monitor begins with. */
export interface Assignment {
  readonly settings: Settings
  readonly resumesSoFar: number
  readonly watch: Watch
  /** What may end a sleep early. Made before `monitor.pid` promises that a signal is understood. */
  readonly alarms: Effect.Effect<Alarms, never, Processes | Scope.Scope>
}

/**
 * Watches a task to its end, and gives the exit code. The signal handlers are in place before `monitor.pid` is written,
 * since that file promises that a signal will be understood.
 */
export const watchTask = Effect.fn("watchTask")(function* ({
  settings,
  resumesSoFar,
  watch,
  alarms: makingAlarms,
}: Assignment): Effect.fn.Return<number, FileError, Processes | Scope.Scope | Tmux> {
  const { directory, senses, session } = watch
  const { ownPid } = yield* Processes
  const alarms = yield* makingAlarms
  yield* persist("monitor.pid", TaskDirectory.writeNumber(directory, "monitor.pid", ownPid))
  yield* trace(directory, `started session=${session.name} tmpdir=${directory}`)

  // The garbage of the start is collected at once; otherwise it would take several attempts during the first wait.
  Bun.gc(true)

  /** Drives the machine from `state` to its end, and gives the exit code. */
  const drive = (state: State, first: Observation) =>
    Effect.gen(function* () {
      let current = state
      let observation = first
      while (true) {
        const [next, actions] = step(settings, current, observation)
        current = next
        let seen = Option.none<Observation>()
        for (const action of actions) seen = Option.orElse(yield* carryOut(action, watch), () => seen)
        if (current._tag === "Ended") return current.exitCode
        observation = Option.isSome(seen) ? seen.value : yield* awaitChange(current, senses, alarms)
      }
    })

  return yield* Effect.suspend(() =>
    drive(initial(settings, senses.now(), resumesSoFar), { _tag: "Glanced", ...senses.glance() }),
  ).pipe(
    // After any failure the session, the pipe and the records must not look as if a monitor still watched.
    Effect.catchAllCause((cause) => {
      if (Option.isSome(Cause.dieOption(cause))) recordDefect(cause)
      printError(`monitor: cannot go on: ${Cause.pretty(cause).split("\n")[0]}`)
      // A task of `outlive run` has a wrapper that starts the next monitor.
      if (settings.policy.interruption === "leave") return Effect.as(carryOut({ _tag: "Leave" }, watch), 1)
      return Effect.flatMap(senses.lookAtTask, (task) => drive({ _tag: "CleaningUp", exitCode: 1 }, task))
    }),
  )
}, Effect.scoped)

/** Waits for what can change the machine's answer: the time, a signal, `done`, the end of the agent. */
const awaitChange = (state: State, senses: Senses, alarms: Alarms): Effect.Effect<Observation> => {
  const { nothingHappened } = senses
  const patienceMillis = patienceOf(state, senses.now())
  const sleep = { patienceMillis, lookMillis: Math.min(patienceMillis, lookMillis), nothingHappened }
  return Effect.map(alarms.next(sleep), (alarm) =>
    alarm === undefined || alarm === "task changed"
      ? { _tag: "Glanced", ...senses.glance() }
      : { _tag: "Signalled", signal: alarm, glance: senses.glance() },
  )
}

/** How long the monitor may wait in a state if nothing happens. */
const patienceOf = (state: State, now: number): number => {
  switch (state._tag) {
    case "Sleeping":
    case "ConfirmingDeath":
    case "Dispatching":
      return Math.max(state.until - now, 0) * 1000
    case "SigningOff":
      return signOffMillis
    // These get their next observation from an action, and do not wait.
    case "Looking":
    case "CleaningUp":
    case "Ended":
      return 0
  }
}
