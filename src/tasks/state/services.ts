import * as Effect from "effect/Effect"

import { Processes, systemProcesses } from "../../os/process/service.ts"
import { tmuxOnPath } from "../../tmux/onPath.ts"
import { Tmux } from "../../tmux/service.ts"
import { TaskStore, taskStoreAmong } from "./status.ts"

/** What the commands of tasks work on. A test puts others in its place; the clock is Effect's. */
export type TaskServices = Processes | TaskStore | Tmux

/** Runs it on this system's processes, the tmux on PATH, and the tasks of `OUTLIVE_HOME`. */
export const onThisSystem = <A, E>(effect: Effect.Effect<A, E, TaskServices>): Effect.Effect<A, E> =>
  Effect.flatMap(Effect.clock, (clock) =>
    effect.pipe(
      Effect.provideService(
        TaskStore,
        taskStoreAmong(systemProcesses, () => clock.unsafeCurrentTimeMillis()),
      ),
      Effect.provideService(Tmux, tmuxOnPath),
      Effect.provideService(Processes, systemProcesses),
    ),
  )
