import { expect, test } from "bun:test"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { Processes, systemProcesses } from "../../../../src/os/process/service.ts"
import { sensesOf } from "../../../../src/tasks/monitor/senses.ts"
import { tmuxOnPath } from "../../../../src/tmux/onPath.ts"
import { Tmux } from "../../../../src/tmux/service.ts"

// docs/faults.md, row 28
test("a monitor's time does not leap when the wall clock is set", async () => {
  let wallMillis = 1_000_000
  const clock: Clock.Clock = {
    ...Clock.make(),
    unsafeCurrentTimeMillis: () => wallMillis,
    unsafeCurrentTimeNanos: () => 5_000_000_000n,
  }
  const { times } = await Effect.runPromise(
    sensesOf.pipe(
      Effect.withClock(clock),
      Effect.provideService(Processes, systemProcesses),
      Effect.provideService(Tmux, tmuxOnPath),
    ),
  )
  wallMillis += 3_600_000
  expect(times.now()).toBe(5)
})
