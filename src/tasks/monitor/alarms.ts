import { watch } from "node:fs"

import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import { steadyMillis } from "../../os/clock.ts"
import { Processes } from "../../os/process/service.ts"
import { otherTerminationSignals, type TerminationSignal } from "../../os/process/signals.ts"

/** What may end a sleep early: a signal, or a file of the task that appeared. */
export type Alarm = TerminationSignal | "task changed"

/** How long to sleep, and what to look at meanwhile. */
export interface Sleep {
  readonly patienceMillis: number
  /** How often `nothingHappened` is asked in the meantime. */
  readonly lookMillis: number
  readonly nothingHappened: () => boolean
}

export interface Alarms {
  /** The next alarm; `undefined` where none came before the patience was over or a look found that something happened. */
  readonly next: (sleep: Sleep) => Effect.Effect<Alarm | undefined>
}

/**
 * Hears the signals that end a monitor, and watches the task directory for `done` and `pid`, until the scope closes.
 *
 * A sleep is timers and one callback, since a monitor that waits for hours should cost next to nothing. As an effect, a
 * queue with a time limit would cost ten times as much as the look itself.
 */
export const makeAlarms = (directory: string): Effect.Effect<Alarms, never, Processes | Scope.Scope> =>
  Effect.gen(function* () {
    const { listen } = yield* Processes
    const raised: Array<Alarm> = []
    let wake: (() => void) | undefined
    const raise = (alarm: Alarm) => {
      raised.push(alarm)
      wake?.()
    }
    listen(["SIGTERM", "SIGINT", "SIGHUP", ...otherTerminationSignals], raise)
    // A shell ignores this one, and so does its script.
    listen(["SIGQUIT"], () => {})
    yield* watchTask(directory, () => raise("task changed"))

    return {
      next: ({ patienceMillis, lookMillis, nothingHappened }) =>
        Effect.async((resume) => {
          const until = steadyMillis() + patienceMillis
          let timer: Timer | undefined
          const end = () => {
            wake = undefined
            clearTimeout(timer)
            resume(Effect.succeed(raised.shift()))
          }
          const sleepOn = () => {
            const left = until - steadyMillis()
            timer = setTimeout(
              () => (left <= lookMillis || !nothingHappened() ? end() : sleepOn()),
              Math.max(Math.min(left, lookMillis), 0),
            )
          }
          if (raised.length > 0) return end()
          wake = end
          sleepOn()
        }),
    }
  })

const watchTask = (directory: string, changed: () => void): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.try(() =>
      watch(directory, (_, file) => {
        if (file === "done" || file === "pid") changed()
      }).on("error", () => {}),
    ),
    (watcher) => Effect.sync(() => watcher.close()),
  ).pipe(
    // The system has no watch left: the looks in between find the file, a little later.
    Effect.ignore,
  )
