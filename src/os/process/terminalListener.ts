import { closeSync } from "node:fs"
import { constants } from "node:os"

import type { PosixSpawn } from "./posixSpawn.ts"
import { signalProcess } from "./processes.ts"

/** A signal by which the terminal ends the programs in its foreground: Ctrl-C, Ctrl-\, and its own end. */
export type TerminalSignal = "SIGINT" | "SIGQUIT" | "SIGHUP"

/** Hears the terminal in the place of this process, which is not in its foreground. */
export interface TerminalListener {
  /** To be called at each SIGCHLD; says whether the listener is gone. */
  readonly look: () => boolean
  /** Has the listener go; a later `look` says so. */
  readonly dismiss: () => void
}

/** A listener that has not gone by then is killed. */
const dismissalMillis = 200

/** It waits for the end of its input, which comes when this process closes the pipe, or dies. */
const script = "read -r end # hears the signals of the terminal for outlive"

/**
 * Puts a process of no other use into the group of a job: what the terminal sends to end programs, it sends to the whole
 * group, and ends the listener for sure, whatever the job makes of it. `undefined` where none can be started.
 */
export const listenToTerminal = (
  system: PosixSpawn,
  job: number,
  heard: (signal: TerminalSignal) => void,
): TerminalListener | undefined => {
  const pipe = system.pipe()
  if (pipe === undefined) return undefined
  const pid = startListener(system, job, pipe)
  closeSync(pipe.readEnd)
  if (pid === undefined) {
    closeSync(pipe.writeEnd)
    return undefined
  }
  let isGone = false
  let isDismissed = false
  let killing: Timer | undefined
  const dismiss = (): void => {
    if (isDismissed) return
    isDismissed = true
    closeSync(pipe.writeEnd)
    // Ctrl-Z may have stopped it.
    signalProcess(pid, "SIGCONT")
    killing = setTimeout(() => signalProcess(pid, "SIGKILL"), dismissalMillis)
  }
  return {
    look: () => {
      for (let change = isGone ? undefined : system.changeOf(pid); change !== undefined;) {
        if (change._tag === "Stopped") {
          change = system.changeOf(pid)
          continue
        }
        isGone = true
        clearTimeout(killing)
        const { signal } = change._tag === "Killed" ? change : { signal: 0 }
        const name = terminalSignals.find((known) => constants.signals[known] === signal)
        if (name !== undefined) heard(name)
        break
      }
      return isGone
    },
    dismiss,
  }
}

const terminalSignals: ReadonlyArray<TerminalSignal> = ["SIGINT", "SIGQUIT", "SIGHUP"]

/** Its id. Without any variables it does not belong to what the job has started. */
const startListener = (
  { spawn }: PosixSpawn,
  group: number,
  { readEnd, writeEnd }: { readonly readEnd: number; readonly writeEnd: number },
): number | undefined => {
  try {
    return spawn("/bin/sh", ["sh", "-c", script], {
      group,
      directory: "/",
      environment: {},
      stdin: readEnd,
      stdout: undefined,
      without: [readEnd, writeEnd],
    })
  } catch {
    // The job works without it; then the terminal ends the job alone.
    return undefined
  }
}
