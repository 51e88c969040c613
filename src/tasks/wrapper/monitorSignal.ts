import * as Effect from "effect/Effect"

import { awaitWhile } from "../../os/patience.ts"
import { Processes } from "../../os/process/service.ts"
import { claims, readClaim } from "../../protocol/claim.ts"
import { readRecordedProcess } from "../../protocol/recordedProcess.ts"
import { readLine } from "../../protocol/taskDirectory.ts"
import type { MonitorSignal } from "./machine.ts"

/** Tells the task's monitor once that the task is complete. */
export const tellMonitor = (directory: string): Effect.Effect<MonitorSignal, never, Processes> =>
  Effect.map(Processes, (processes): MonitorSignal => {
    const monitor = readRecordedProcess(processes, directory, "monitor.pid")
    switch (monitor._tag) {
      case "Unrecorded":
        return "monitor_pid_missing"
      case "Blank":
        return "monitor_pid_empty"
      case "Gone":
        return `monitor_not_live:${monitor.text}`
      case "Alive":
        return processes.signal(monitor.pid, "SIGTERM") ? `signaled:${monitor.pid}` : `kill_failed:${monitor.pid}`
    }
  })

/**
 * The same where the wrapper keeps a monitor running: a signal to a monitor that was just killed succeeds too, so its
 * successor is told then.
 */
export const tellKeptMonitor = Effect.fn("tellKeptMonitor")(function* (
  directory: string,
): Effect.fn.Return<MonitorSignal, never, Processes> {
  const told = yield* tellClaimant(directory)
  return (yield* isHeard(directory)) ? told : yield* tellClaimant(directory)
})

/** `monitor.pid` says that a monitor hears signals, and its claim that the process of that id is the monitor. */
const tellClaimant = (directory: string): Effect.Effect<MonitorSignal, never, Processes> =>
  Effect.gen(function* () {
    const { isHeld } = yield* claims
    const claim = readClaim(directory, "monitor.lock")
    const isOther = claim !== undefined && !isHeld(claim) && readLine(directory, "monitor.pid") === String(claim.pid)
    return isOther ? (`monitor_not_live:${claim.pid}` as const) : yield* tellMonitor(directory)
  })

/** How long a monitor that was killed may still look alive. */
const deathSeconds = 0.05

/**
 * Whether the monitor has heard the signal. A monitor that was killed leaves its claim, while one that ends by itself takes
 * its claim back.
 */
const isHeard = (directory: string): Effect.Effect<boolean, never, Processes> =>
  Effect.gen(function* () {
    const { holderOf, isHeld } = yield* claims
    yield* awaitWhile(() => holderOf(directory, "monitor.lock") !== undefined, deathSeconds, 5)
    const left = readClaim(directory, "monitor.lock")
    return left === undefined || isHeld(left)
  })
