import * as Effect from "effect/Effect"

import { runNotifier, throughOpenclaw } from "../../notifier.ts"
import type { RunFailure } from "../../os/process/run.ts"
import { exitCodeOfSignal } from "../../os/process/signals.ts"

/** A pane closes once; more hang-ups than this are the notification's own affair. */
const mostHangups = 2

/**
 * Tells the orchestrator what happened, through `openclaw` where it is installed.
 *
 * Whatever becomes of it, missing, failing or hanging, is of no consequence to the task; the effect says in a word
 * what it was, for a trace.
 */
export const notify = (text: string, directory?: string): Effect.Effect<string> =>
  outcomeOf(runNotifier(throughOpenclaw(text), directory))

/** Tells the same through a command of the user's, its program and its arguments. */
export const notifyThrough = (
  words: ReadonlyArray<string>,
  event: Readonly<Record<string, unknown>>,
  directory?: string,
): Effect.Effect<string> => outcomeOf(runNotifier(words, directory, event))

const outcomeOf = (notification: Effect.Effect<number, RunFailure>): Effect.Effect<string> =>
  notification.pipe(
    // Between its birth and its own session a program still belongs to the pane, and dies with it before it began.
    Effect.repeat({ while: (exitCode) => exitCode === exitCodeOfSignal("SIGHUP"), times: mostHangups }),
    Effect.map((exitCode) => (exitCode === 0 ? "sent" : `exit code ${exitCode}`)),
    Effect.catchAll(Effect.succeed),
  )
