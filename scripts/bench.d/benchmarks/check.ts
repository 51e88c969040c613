import { readFileSync } from "node:fs"

import { BenchmarkFailed } from "../clock.ts"
import { type Measurement, summarize, type Summary } from "../measurement.ts"
import { awaitMonitor, gaveUp, launch, monitor, type Task } from "../task.ts"
import { pathOf, type Side, start } from "../workplace.ts"

const pairs = 5

/** How a monitor watches an agent that just works, until its deadline. */
interface Watch {
  readonly intervalSeconds: number
  readonly deadlineSeconds: number
}

/** One check, and the start and the end of a monitor. */
const short: Watch = { intervalSeconds: 30, deadlineSeconds: 1 }
/** Twenty checks more. */
const frequent: Watch = { intervalSeconds: 1, deadlineSeconds: 21 }
/** One check more, after the default wait between two. */
const patient: Watch = { intervalSeconds: 30, deadlineSeconds: 31 }
const traced: Watch = { intervalSeconds: 1, deadlineSeconds: 8 }

/**
 * CPU time and programs for a check of a live agent: the cost of a long watch less that of a short one. The monitors of
 * both sides watch at the same time.
 */
export const check = async (): Promise<ReadonlyArray<Measurement>> => {
  await Promise.all(await startPair(short, 0))
  const watches = { short: new Array<Pair>(), frequent: new Array<Pair>(), patient: new Array<Pair>() }
  for (let pair = 0; pair < pairs; pair++) {
    watches.short.push(await startPair(short, pair))
    watches.frequent.push(await startPair(frequent, pair))
    watches.patient.push(await startPair(patient, pair))
  }
  const oneCheck = await costs(watches.short)
  const manyChecks = await costs(watches.frequent)
  const twoChecks = await costs(watches.patient)
  return [
    { quantity: "CPU per check", ...perCheck(oneCheck, manyChecks, frequent), ratioAtMost: 0.2 },
    { quantity: "CPU per 30 s", ...perCheck(oneCheck, twoChecks, patient), ratioAtMost: 0.5 },
    await programsPerCheck(),
  ]
}

/** The cost of a watch by the script's monitor and of one by the binary, in milliseconds, once they are over. */
type Pair = readonly [script: Promise<number>, binary: Promise<number>]

/** Starts both sides' watches; the order alternates with the number. */
const startPair = async (watch: Watch, number: number): Promise<Pair> => {
  // In an object, since an async function would wait for the promise that it returns.
  const begin = async (side: Side) => ({ cost: cpuMillis(await launch(side), watch) })
  if (number % 2 === 0) return [(await begin("script")).cost, (await begin("binary")).cost]
  const binary = await begin("binary")
  return [(await begin("script")).cost, binary.cost]
}

const settingsOf = ({ intervalSeconds, deadlineSeconds }: Watch) => ({
  MONITOR_BASE_INTERVAL: String(intervalSeconds),
  MONITOR_DEADLINE: String(deadlineSeconds),
})

/** User and system time of a monitor, and of all that it starts, until its deadline; in milliseconds. */
const cpuMillis = async (task: Task, watch: Watch): Promise<number> => {
  const process = monitor(task, settingsOf(watch))
  await awaitMonitor(task, process, gaveUp)
  const micros = process.resourceUsage()?.cpuTime.total
  if (micros === undefined) throw new BenchmarkFailed("the system does not tell what CPU time a process has used")
  return Number(micros) / 1000
}

const costs = async (watches: ReadonlyArray<Pair>): Promise<Record<Side, ReadonlyArray<number>>> => ({
  script: await Promise.all(watches.map(([script]) => script)),
  binary: await Promise.all(watches.map(([, binary]) => binary)),
})

const perCheck = (
  oneCheck: Record<Side, ReadonlyArray<number>>,
  moreChecks: Record<Side, ReadonlyArray<number>>,
  { intervalSeconds, deadlineSeconds }: Watch,
) => {
  const checksMore = Math.floor((deadlineSeconds - short.deadlineSeconds) / intervalSeconds)
  const more = (side: Side): Summary => {
    const base = summarize(oneCheck[side]).median
    return summarize(moreChecks[side].map((cost) => (cost - base) / checksMore))
  }
  return { unit: "ms", against: "script", other: more("script"), outlive: more("binary") } as const
}

const programsPerCheck = async (): Promise<Measurement> => {
  const quantity = "programs"
  if (process.platform !== "linux" || Bun.which("strace") === null) {
    return { quantity, reason: "counting what a check starts needs strace, which is not there" }
  }
  if ((await start(["strace", "-f", "-o", "/dev/null", "true"]).exited) !== 0) {
    return { quantity, reason: "counting what a check starts needs strace, which may not trace here" }
  }
  const [other, outlive] = await Promise.all([countPrograms("script"), countPrograms("binary")])
  return { quantity, unit: "programs", against: "script", other, outlive, outliveAtMost: 1 }
}

/** The programs from one check to the next, for each check that has a next one. */
const countPrograms = async (side: Side): Promise<Summary> => {
  const trace = pathOf(`${side}.strace`)
  const task = await launch(side)
  const strace = ["strace", "-f", "-qq", "-e", "trace=execve", "-o", trace]
  await awaitMonitor(task, monitor(task, settingsOf(traced), strace), gaveUp)
  const counts = new Array<number>()
  for (const line of readFileSync(trace, "utf8").split("\n")) {
    // Every check captures the pane once. A call that another process interrupts has its result on a later line.
    if (line.includes('"capture-pane"')) counts.push(0)
    if (/execve.* = 0$/.test(line) && counts.length > 0) counts.push((counts.pop() ?? 0) + 1)
  }
  // The last check is followed by the end of the monitor.
  counts.pop()
  if (counts.length === 0) throw new BenchmarkFailed(`strace saw no check of ${task.name}`)
  return summarize(counts)
}
