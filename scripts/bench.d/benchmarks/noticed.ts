import { closeSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { awaited, nowMillis } from "../clock.ts"
import { type Measurement, summarize } from "../measurement.ts"
import { agentTime, awaitMonitor, endAgent, launch, monitor, runTask, type Task } from "../task.ts"
import { hasSession } from "../workplace.ts"

const samples = 20

/** The monitor's default. */
const intervalSeconds = 30

/**
 * The time from the agent's end until the monitor notices it, and until the monitor has closed the session and ended, with
 * default settings.
 *
 * The script looks every 30 s, so its samples run at once, with ends spread evenly over that time. The binary's run one
 * after the other in the same half minute.
 */
export const noticed = async (): Promise<ReadonlyArray<Measurement>> => {
  const scripts = new Array<Promise<Delays>>()
  for (let number = 0; number < samples; number++) {
    scripts.push(delays(await launch("script"), (intervalSeconds * (number + 0.5)) / samples))
  }
  const binary = new Array<Delays>()
  for (let number = -1; number < samples; number++) {
    // Spread over a second.
    const sample = await delays(await launch("binary"), 0.5 + (number + 1) / samples)
    if (number >= 0) binary.push(sample)
  }
  const ran = new Array<number>()
  for (let number = 0; number < samples; number++) ran.push(await closedAfterRun((number + 1) / samples))
  const script = await Promise.all(scripts)
  const comparison = (delay: keyof Delays) => ({
    unit: "ms" as const,
    against: "script" as const,
    other: summarize(script.map((sample) => sample[delay])),
    outlive: summarize(binary.map((sample) => sample[delay])),
  })
  return [
    { quantity: "noticed", ...comparison("noticed"), ratioAtMost: 0.01, outliveAtMost: 100 },
    { quantity: "session closed", ...comparison("closed") },
    { quantity: "run: closed", ...comparison("closed"), outlive: summarize(ran), outliveAtMost: 200 },
  ]
}

/** Milliseconds from the agent's end. */
interface Delays {
  readonly noticed: number
  readonly closed: number
}

/** Starts the monitor, ends the agent after that time, and measures until the monitor has noticed and ended. */
const delays = async (task: Task, lifetimeSeconds: number): Promise<Delays> => {
  const process = monitor(task)
  await Bun.sleep(lifetimeSeconds * 1000)
  endAgent(task)
  const ended = await awaited(`the agent of ${task.name} ends`, () => agentTime(task, "ended"))
  const seen = await awaited(`the monitor of ${task.name} notices`, () => (hasNoticed(task) ? nowMillis() : undefined))
  await awaitMonitor(task, process)
  return { noticed: seen - ended, closed: nowMillis() - ended }
}

/** A task of `outlive run`: from the agent's end until that is in the manifest and the session is gone. */
const closedAfterRun = async (lifetimeSeconds: number): Promise<number> => {
  const task = runTask()
  await Bun.sleep(lifetimeSeconds * 1000)
  endAgent(task)
  const ended = await awaited(`the agent of ${task.name} ends`, () => agentTime(task, "ended"))
  const manifest = join(task.directory, "manifest")
  await awaited(`${task.name} is put away`, () =>
    fileHas(manifest, "status=completed") && !hasSession(`claude-${task.name}`) ? true : undefined,
  )
  closeSync(task.gate)
  return nowMillis() - ended
}

/** The script logs the end only if its own look finds it; on the wrapper's signal it goes straight to its cleanup. */
const hasNoticed = (task: Task): boolean =>
  fileHas(join(task.directory, "monitor.log"), "Task completed with exit code") ||
  fileHas(join(task.directory, "monitor.trace"), "cleanup starting")

const fileHas = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8").includes(text)
