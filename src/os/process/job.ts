import { closeSync, openSync } from "node:fs"

import { openOwnTerminal, type TerminalLoan } from "../terminal/terminalLoan.ts"
import { openPosixSpawn, type PosixSpawn, type SpawnOptions } from "./posixSpawn.ts"
import { exitCodeOfSignal, type TerminalSignal } from "./signals.ts"
import { listenToTerminal, type TerminalListener } from "./terminalListener.ts"

/*
 * A job, as a shell has it: a program in a process group of its own that stays in this process's session, so that this
 * process's terminal is the job's too. The runtime can only start a program in this process's group, or in another session.
 */

/** How a program is started as a job. */
export interface JobOptions {
  /** What the program sees as its own name. */
  readonly name: string
  readonly directory: string
  readonly environment: SpawnOptions["environment"]
  /** Descriptors for its stdin and stdout; `undefined` is an empty stdin, and this process's stdout. */
  readonly stdin: number | undefined
  readonly stdout: number | undefined
  /** Called when the terminal has sent the job's group this signal, before its `exited` is known. */
  readonly signalledByTerminal: (signal: TerminalSignal) => void
}

export interface Job {
  readonly pid: number
  /** Its process group, which has the job's id only where there is no terminal. */
  readonly group: number
  readonly exited: Promise<JobExit>
}

export interface JobExit {
  /** As a shell gives it: 128+N when a signal N ended it. */
  readonly exitCode: number
  readonly signalled: boolean
}

/** How often to look without a SIGCHLD: one that the runtime has lost would leave a job that never ends. */
const lookMillis = 10_000

/**
 * Starts the program at `path` as a job, and lends it the terminal if this process is in the foreground there; what stops
 * the job by the terminal's keys stops this process too, until it is continued. `undefined` where the C library cannot do
 * that. Signals that this process ignores since its start, the job ignores too.
 *
 * Throws the system's error where the program cannot be started.
 */
export const startJob = (path: string, parameters: ReadonlyArray<string>, options: JobOptions): Job | undefined => {
  const system = openPosixSpawn()
  if (system === undefined) return undefined
  const terminal = openOwnTerminal()
  let loan: TerminalLoan | undefined
  const listener: TerminalListener | undefined =
    terminal &&
    listenToTerminal(system, {
      signalled: options.signalledByTerminal,
      stopped: (signal) => loan?.jobStopped(signal),
    })
  // The job must find the terminal in its hands from the first instruction on.
  if (listener === undefined) terminal?.close()
  else loan = terminal?.lendTo(listener.group)

  const exit = Promise.withResolvers<JobExit>()
  let pid: number | undefined
  let ended: JobExit | "never begun" | undefined

  /** The program has ended, or was never started. */
  const finish = (): void => {
    loan?.end()
    loan = undefined
    listener?.dismiss()
  }

  const lookAtJob = (): void => {
    const change = pid === undefined ? undefined : system.changeOf(pid)
    if (change === undefined) return
    // The terminal stops the whole group, and the listener with it; another process may stop the job alone.
    if (change._tag === "Stopped") return lookAtJob()
    ended =
      change._tag === "Killed"
        ? { exitCode: exitCodeOfSignal(change.signal), signalled: true }
        : { exitCode: change.exitCode, signalled: false }
    finish()
  }

  const look = (): void => {
    loan?.renew()
    // A signal comes before the end that it causes.
    listener?.look()
    if (ended === undefined) lookAtJob()
    if (ended === undefined || listener?.look() === false) return
    process.off("SIGCHLD", look)
    clearInterval(safeguard)
    if (ended !== "never begun") exit.resolve(ended)
  }

  process.on("SIGCHLD", look)
  const safeguard = setInterval(look, lookMillis)
  try {
    pid = startIn(listener, system, path, parameters, options)
  } catch (error) {
    finish()
    ended = "never begun"
    look()
    throw error
  }
  look()
  return { pid, group: listener?.group ?? pid, exited: exit.promise }
}

/** Starts the program in the listener's group, or in a new one. */
const startIn = (
  listener: TerminalListener | undefined,
  { spawn }: PosixSpawn,
  path: string,
  parameters: ReadonlyArray<string>,
  { directory, environment, name, stdin, stdout }: JobOptions,
): number => {
  const nothing = stdin === undefined ? openSync("/dev/null", "r") : undefined
  try {
    return spawn(path, [name, ...parameters], {
      group: listener?.group ?? 0,
      directory,
      environment,
      stdin: stdin ?? nothing,
      stdout,
      without: listener === undefined ? [] : [listener.descriptor],
    })
  } finally {
    if (nothing !== undefined) closeSync(nothing)
  }
}
