import { closeSync } from "node:fs"
import { constants } from "node:os"

import type { PosixSpawn } from "./posixSpawn.ts"
import { signalProcess } from "./processes.ts"
import type { TerminalSignal } from "./signals.ts"

/** Hears the terminal in the place of this process, which is not in its foreground. */
export interface TerminalListener {
  /** The process group that it was started with, and leads: whatever joins that is heard for. */
  readonly group: number
  /** This process's descriptor by which it holds the listener; the job must not have it. */
  readonly descriptor: number
  /** To be called at each SIGCHLD; says whether the listener is gone. */
  readonly look: () => boolean
  /** Has the listener go; a later `look` says so. */
  readonly dismiss: () => void
}

/** What the listener has heard. */
export interface Heard {
  readonly signalled: (signal: TerminalSignal) => void
  /** The number of the signal. */
  readonly stopped: (signal: number) => void
}

/** A listener that has not gone by then is killed. */
const dismissalMillis = 200

/** It waits for the end of its input, which comes when this process closes the pipe, or dies. */
const script = "read -r end # hears the signals of the terminal for outlive"

/**
 * Starts a process of no other use, in a process group that a job is to join: what the terminal sends to its foreground it
 * sends to the whole group, and that stops or ends the listener for sure, whatever the job makes of it. A listener that
 * was killed otherwise, as by a job that signals its own group, has a successor. `undefined` where none can be started.
 */
export const listenToTerminal = (system: PosixSpawn, { signalled, stopped }: Heard): TerminalListener | undefined => {
  const first = start(system, 0)
  if (first === undefined) return undefined
  const group = first.pid
  let listener: Started | undefined = first
  let isDismissed = false
  let killing: Timer | undefined

  /** `signal` is what has ended the present one, if it did not end by itself. */
  const ended = ({ writeEnd }: Started, signal: number | undefined): void => {
    const name = terminalSignals.find((known) => constants.signals[known] === signal)
    clearTimeout(killing)
    if (!isDismissed) closeSync(writeEnd)
    const hasSuccessor = !isDismissed && name === undefined && signal !== undefined
    listener = hasSuccessor ? start(system, group) : undefined
    if (name !== undefined) signalled(name)
  }

  return {
    group,
    descriptor: first.writeEnd,
    look: () => {
      for (let present: Started | undefined = listener; present !== undefined; present = listener) {
        const change = system.changeOf(present.pid)
        if (change === undefined) break
        if (change._tag === "Stopped") stopped(change.signal)
        else ended(present, change._tag === "Killed" ? change.signal : undefined)
      }
      return listener === undefined
    },
    dismiss: () => {
      if (isDismissed || listener === undefined) return
      isDismissed = true
      const { pid, writeEnd } = listener
      closeSync(writeEnd)
      // Ctrl-Z may have stopped it.
      signalProcess(pid, "SIGCONT")
      killing = setTimeout(() => signalProcess(pid, "SIGKILL"), dismissalMillis)
    },
  }
}

const terminalSignals: ReadonlyArray<TerminalSignal> = ["SIGINT", "SIGQUIT", "SIGHUP"]

interface Started {
  readonly pid: number
  readonly writeEnd: number
}

/** Without any variables it does not belong to what the job has started. */
const start = ({ pipe, spawn }: PosixSpawn, group: number): Started | undefined => {
  const ends = pipe()
  if (ends === undefined) return undefined
  const { readEnd, writeEnd } = ends
  try {
    const without = [readEnd, writeEnd]
    const options = { group, directory: "/", environment: {}, stdin: readEnd, stdout: undefined, without }
    return { pid: spawn("/bin/sh", ["sh", "-c", script], options), writeEnd }
  } catch {
    // The job works without it; then it has no terminal, or the terminal ends the job alone.
    closeSync(writeEnd)
    return undefined
  } finally {
    closeSync(readEnd)
  }
}
