import * as Effect from "effect/Effect"

import { type NotifierOptions, runNotifier, throughOpenclaw } from "../../notifier.ts"
import type { RunFailure } from "../../os/process/run.ts"
import { exitCodeOfSignal } from "../../os/process/signals.ts"

/** A pane closes only once; a notifier that gets more SIGHUPs than this causes them itself. */
const mostHangups = 2

/**
 * Tells the orchestrator what happened, through `openclaw` where it is installed.
 *
 * A missing, failing or hanging notifier does not affect the task; the effect gives the outcome in a few words, for a
 * trace.
 */
export const notify = (text: string, options: NotifierOptions): Effect.Effect<string> =>
  outcomeOf(runNotifier(throughOpenclaw(text), options))

/** Tells the same through the user's own program, with its arguments. */
export const notifyThrough = (words: ReadonlyArray<string>, options: NotifierOptions): Effect.Effect<string> =>
  outcomeOf(runNotifier(words, options))

const outcomeOf = (notification: Effect.Effect<number, RunFailure>): Effect.Effect<string> =>
  notification.pipe(
    // A program belongs to the pane until it has its own session. If the pane closes first, it dies before it began.
    Effect.repeat({ while: (exitCode) => exitCode === exitCodeOfSignal("SIGHUP"), times: mostHangups }),
    Effect.map((exitCode) => (exitCode === 0 ? "sent" : `exit code ${exitCode}`)),
    Effect.catchAll(Effect.succeed),
  )
