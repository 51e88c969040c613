import { closeSync, openSync } from "node:fs"

import { lendTerminal } from "../terminal/terminalLoan.ts"
import { openPosixSpawn, type SpawnOptions } from "./posixSpawn.ts"
import { signalGroup } from "./processes.ts"
import { listenToTerminal, type TerminalListener, type TerminalSignal } from "./terminalListener.ts"

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
  /** Also the id of its group. */
  readonly pid: number
  readonly exited: Promise<JobExit>
}

export interface JobExit {
  /** As a shell gives it: 128+N when a signal N ended it. */
  readonly exitCode: number
  readonly signalled: boolean
}

/** A SIGCHLD that the runtime has lost would leave a job that never ends, so its state is also asked for now and then. */
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
  const pid = start(system.spawn, path, parameters, options)
  const exit = Promise.withResolvers<JobExit>()
  let ended: JobExit | undefined

  const loan = lendTerminal(pid, () => signalGroup(pid, "SIGCONT"))
  const listener: TerminalListener | undefined =
    loan === undefined ? undefined : listenToTerminal(system, pid, options.signalledByTerminal)

  const lookAtJob = (): void => {
    for (let change = system.changeOf(pid); change !== undefined; change = system.changeOf(pid)) {
      if (change._tag === "Stopped") {
        loan?.jobStopped(change.signal)
        continue
      }
      ended =
        change._tag === "Exited"
          ? { exitCode: change.exitCode, signalled: false }
          : { exitCode: 128 + change.signal, signalled: true }
      loan?.end()
      listener?.dismiss()
      return
    }
  }

  const look = (): void => {
    // The signal comes before the end that it causes.
    const isDeaf = listener?.look() ?? true
    if (ended === undefined) lookAtJob()
    if (ended === undefined || !(isDeaf || (listener?.look() ?? true))) return
    process.off("SIGCHLD", look)
    clearInterval(safeguard)
    exit.resolve(ended)
  }

  process.on("SIGCHLD", look)
  const safeguard = setInterval(look, lookMillis)
  look()
  return { pid, exited: exit.promise }
}

const start = (
  spawn: NonNullable<ReturnType<typeof openPosixSpawn>>["spawn"],
  path: string,
  parameters: ReadonlyArray<string>,
  { directory, environment, name, stdin, stdout }: JobOptions,
): number => {
  const nothing = stdin === undefined ? openSync("/dev/null", "r") : undefined
  try {
    return spawn(path, [name, ...parameters], {
      group: 0,
      directory,
      environment,
      stdin: stdin ?? nothing,
      stdout,
      without: [],
    })
  } finally {
    if (nothing !== undefined) closeSync(nothing)
  }
}
