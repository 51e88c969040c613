import { onThisSystem } from "../../tasks/state/services.ts"
import { runWrapper } from "../../tasks/wrapper/runner.ts"
import { execute } from "../words/execute.ts"

/** Runs the agent of the task in TASK_TMPDIR. */
export const wrapper = (): Promise<number> => execute("wrapper", onThisSystem(runWrapper))
