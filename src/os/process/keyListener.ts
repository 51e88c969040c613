import { closeSync } from "node:fs"
import { constants } from "node:os"

import type { PosixSpawn } from "./posixSpawn.ts"
import { signalProcess } from "./processes.ts"

/** A signal that a key of the terminal sends to end a program: Ctrl-C, Ctrl-\. */
export type KeySignal = "SIGINT" | "SIGQUIT"

/** Hears the keys in the place of this process, which is not in the foreground of its terminal. */
export interface KeyListener {
  /** To be called at each SIGCHLD; says whether the listener is gone. */
  readonly look: () => boolean
  /** Has the listener go; a later `look` says so. */
  readonly dismiss: () => void
}

/** A listener that has not gone by then is killed. */
const dismissalMillis = 200

/** It waits for the end of its input, which comes when this process closes the pipe, or dies. */
const script = "read -r end # hears the keys of the terminal for outlive"

/**
 * Puts a process of no other use into the group of a job: a key that ends programs is sent to the whole group, and ends the
 * listener for sure, whatever the job makes of it. `undefined` where none can be started.
 */
export const listenToKeys = (
  system: PosixSpawn,
  job: number,
  pressed: (signal: KeySignal) => void,
): KeyListener | undefined => {
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
        const key = keySignals.find((name) => constants.signals[name] === signal)
        if (key !== undefined) pressed(key)
        break
      }
      return isGone
    },
    dismiss,
  }
}

const keySignals: ReadonlyArray<KeySignal> = ["SIGINT", "SIGQUIT"]

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
    // The job works without it; then a key ends the job alone.
    return undefined
  }
}
