import * as Effect from "effect/Effect"

import { currentSteadyMillis } from "../../../../src/os/patience.ts"
import { Processes } from "../../../../src/os/process/service.ts"
import { otherTerminationSignals } from "../../../../src/os/process/signals.ts"
import type { Alarm, Alarms } from "../../../../src/tasks/monitor/alarms.ts"

/** Alarms as monitor/alarms.ts makes them, but by the clock of a world; `raise` tells of a changed file. */
export const makeWorldAlarms = () => {
  const raised: Array<Alarm> = []
  let wake: (() => void) | undefined
  const raise = (alarm: Alarm) => {
    raised.push(alarm)
    wake?.()
  }
  const woken = Effect.async<void>((resume) => void (wake = () => resume(Effect.void)))

  const next: Alarms["next"] = ({ lookMillis, nothingHappened, patienceMillis }) =>
    Effect.gen(function* () {
      const until = (yield* currentSteadyMillis) + patienceMillis
      while (raised.length === 0) {
        const left = until - (yield* currentSteadyMillis)
        yield* Effect.raceFirst(Effect.sleep(Math.max(Math.min(left, lookMillis), 0)), woken)
        if (raised.length === 0 && (left <= lookMillis || !nothingHappened())) return undefined
      }
      return raised.shift()
    })

  const alarms = Effect.map(Processes, ({ listen }): Alarms => {
    listen(["SIGTERM", "SIGINT", "SIGHUP", ...otherTerminationSignals], raise)
    return { next }
  })
  return { alarms, raise }
}
