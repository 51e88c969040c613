import { awaited, BenchmarkFailed } from "../clock.ts"
import { type Measurement, summarize } from "../measurement.ts"
import { privateMegabytes } from "../processFigures.ts"
import { agentOf, awaitMonitor, gaveUp, launch, monitor } from "../task.ts"
import { run, type Side, sides } from "../workplace.ts"

const pairs = 5

/** By then the monitor has made its first check, and waits. */
const settledAfterSeconds = 5

/** The monitor ends itself soon after, and until then looks as often as by default. */
const settings = { MONITOR_DEADLINE: String(settledAfterSeconds + 5) }

/** The private memory of the wrapper and of the monitor, each with all that it has started except the agent. */
export const memory = async (): Promise<ReadonlyArray<Measurement>> => {
  const quantities = ["wrapper memory", "monitor memory", "both memories"] as const
  if (process.platform !== "linux") {
    return quantities.map((quantity) => ({ quantity, reason: "private memory is only told by Linux" }))
  }
  const samples = { script: new Array<Promise<Memory>>(), binary: new Array<Promise<Memory>>() }
  for (let pair = 0; pair < pairs; pair++) {
    for (const side of pair % 2 === 0 ? sides : sides.toReversed()) samples[side].push(memoryOf(side))
  }
  const [script, binary] = [await Promise.all(samples.script), await Promise.all(samples.binary)]
  return quantities.map((quantity, index) => ({
    quantity,
    unit: "MB",
    against: "script",
    other: summarize(script.map((sample) => sample[index] ?? Number.NaN)),
    outlive: summarize(binary.map((sample) => sample[index] ?? Number.NaN)),
    outliveAtMost: quantity === "both memories" ? 12 : undefined,
  }))
}

/** In megabytes. */
type Memory = readonly [wrapper: number, monitor: number, both: number]

const memoryOf = async (side: Side): Promise<Memory> => {
  const task = await launch(side)
  const watching = monitor(task, settings)
  const agent = await awaited(`the agent of ${task.name} is recorded`, () => agentOf(task))
  await Bun.sleep(settledAfterSeconds * 1000)
  const processes = listProcesses()
  const wrapper = processes.find(({ pid }) => pid === agent)?.parent
  if (wrapper === undefined) throw new BenchmarkFailed(`the agent of ${task.name} has ended early`)
  const megabytes = (pid: number): number =>
    processes
      .filter(({ parent, pid: child }) => parent === pid && child !== agent)
      .reduce((sum, child) => sum + megabytes(child.pid), privateMegabytes(pid))
  const [ofWrapper, ofMonitor] = [megabytes(wrapper), megabytes(watching.pid)]
  await awaitMonitor(task, watching, gaveUp)
  return [ofWrapper, ofMonitor, ofWrapper + ofMonitor]
}

const listProcesses = (): ReadonlyArray<{ readonly pid: number; readonly parent: number }> =>
  run("ps", "-A", "-o", "pid=,ppid=")
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0]) => ({ pid, parent }))
