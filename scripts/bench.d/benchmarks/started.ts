import { closeSync } from "node:fs"

import { awaited, BenchmarkFailed, nowMillis } from "../clock.ts"
import type { Measurement } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { agentTime, endAgent, makeTask } from "../task.ts"
import { programsOf, type Side, start } from "../workplace.ts"

const pairs = 30

/** The time from the call of the wrapper to the agent's first instruction. */
export const started = async (): Promise<ReadonlyArray<Measurement>> => [
  {
    quantity: "agent started",
    unit: "ms",
    against: "script",
    ...(await samplePairs(
      pairs,
      () => delay("script"),
      () => delay("binary"),
    )),
    ratioAtMost: 2.5,
  },
]

const delay = async (side: Side): Promise<number> => {
  const task = makeTask(side)
  endAgent(task)
  const called = nowMillis()
  const wrapper = start(programsOf(side).wrapper, { variables: { TASK_TMPDIR: task.directory } })
  const exitCode = await wrapper.exited
  closeSync(task.gate)
  if (exitCode !== 0) throw new BenchmarkFailed(`the wrapper of ${task.name} ended with ${exitCode}`)
  return (await awaited(`the agent of ${task.name} began`, () => agentTime(task, "began"))) - called
}
