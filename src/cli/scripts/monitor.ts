import { runMonitor } from "../../tasks/monitor/monitor.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { execute } from "../words/execute.ts"

/** Watches the task in `parameters[1]` that runs in the tmux session `parameters[0]`. */
export const monitor = (parameters: ReadonlyArray<string>): Promise<number> =>
  execute("monitor", onThisSystem(runMonitor(parameters)), {
    exitCodeOf: ({ _tag }) => (_tag === "InvalidSetting" ? 2 : 1),
  })
