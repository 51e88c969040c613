import * as Effect from "effect/Effect"

import { Processes, systemProcesses } from "../../os/process/service.ts"
import { runMonitor } from "../../tasks/monitor/monitor.ts"
import { tmuxOnPath } from "../../tmux/onPath.ts"
import { Tmux } from "../../tmux/service.ts"
import { execute } from "../words/execute.ts"

/** Watches the task in `parameters[1]` that runs in the tmux session `parameters[0]`. */
export const monitor = (parameters: ReadonlyArray<string>): Promise<number> => {
  const watch = runMonitor(parameters).pipe(
    Effect.provideService(Tmux, tmuxOnPath),
    Effect.provideService(Processes, systemProcesses),
  )
  return execute("monitor", watch, { exitCodeOf: ({ _tag }) => (_tag === "InvalidSetting" ? 2 : 1) })
}
