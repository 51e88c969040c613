import * as Effect from "effect/Effect"

import { Processes, systemProcesses } from "../../os/process/service.ts"
import type { ProgramEnd } from "../../os/process/signals.ts"
import { runWrapper } from "../../tasks/wrapper/runner.ts"
import { execute } from "../words/execute.ts"

/** Runs the agent of the task in TASK_TMPDIR. */
export const wrapper = (): Promise<ProgramEnd> =>
  execute("wrapper", Effect.provideService(runWrapper, Processes, systemProcesses))
