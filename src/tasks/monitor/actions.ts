import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import type { FileError } from "../../os/files/fileError.ts"
import type { Processes } from "../../os/process/service.ts"
import { printLine } from "../../os/terminal/print.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import type { Tmux } from "../../tmux/service.ts"
import type { Session } from "../../tmux/tmux.ts"
import type { Action, Observation } from "./machine.ts"
import { record, recordUnlessEnded, signOff, trace } from "./notes.ts"
import type { Senses } from "./senses.ts"

/** The acts that differ between a task of the shell scripts and one of `outlive run`. */
export interface Actions {
  /** Brings the agent back; `TaskOver` where it must not be brought back, or no longer can. */
  readonly resume: (
    action: Action & { readonly _tag: "Resume" },
  ) => Effect.Effect<Option.Option<Observation>, FileError, Processes | Tmux>
  /** Tells the orchestrator that the task was given up. */
  readonly notifyAbandoned: Effect.Effect<void, never, Processes>
  /** Ends the session, and what is left in it. */
  readonly closeDown: Effect.Effect<void, never, Processes | Tmux>
  /** Signs off, and if it is the monitor that notifies, tells the orchestrator how the task has ended. */
  readonly notifyEnd: Effect.Effect<void, never, Processes>
}

/** What a monitor watches, and what it sees and acts with. */
export interface Watch {
  readonly session: Session
  readonly directory: string
  readonly senses: Senses
  readonly actions: Actions
}

/** Carries an action out; its result is what the action has found. */
export const carryOut = (
  action: Action,
  { actions, directory, senses }: Watch,
): Effect.Effect<Option.Option<Observation>, FileError, Processes | Tmux> => {
  switch (action._tag) {
    case "Say":
      return nothing(Effect.sync(() => printLine(action.line)))
    case "Trace":
      return nothing(trace(directory, action.event))
    case "LookAtPane":
      return Effect.sync(() => Option.some(senses.lookAtPane()))
    case "LookAtWrapper":
      return Effect.asSome(senses.lookAtWrapper)
    case "LookAtTask":
      return Effect.asSome(senses.lookAtTask)
    case "RecordPaneState":
      return nothing(record(directory, [["pane_state", action.paneState]]))
    case "RecordAbandoned":
      return nothing(
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          recordUnlessEnded(
            directory,
            "abandoned",
            ...(action.reason === undefined ? [] : [["abandon_reason", action.reason] as const]),
            ...(action.retryCount === undefined ? [] : [["retry_count", String(action.retryCount)] as const]),
            ["abandoned_at", TaskDirectory.timestamp(now)],
          ),
        ),
      )
    case "Resume":
      return actions.resume(action)
    case "NotifyAbandoned":
      return nothing(actions.notifyAbandoned)
    case "CloseDown":
      return nothing(Effect.zipRight(actions.closeDown, trace(directory, "cleanup done")))
    case "NotifyEnd":
      return nothing(actions.notifyEnd)
    case "Leave":
      return nothing(signOff(directory))
  }
}

const nothing = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.as(effect, Option.none<Observation>())
