import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { beganBefore, inspectProcess, isAlive } from "../../os/process/processes.ts"
import { pathOf, readLine, writtenAt } from "../../protocol/taskDirectory.ts"
import { ownProgram, startLastingSession } from "../../tmux/lastingSession.ts"
import * as Tmux from "../../tmux/tmux.ts"
import type { Task } from "../state/task.ts"

/**
 * Starts the task's wrapper as the program of a new session's only pane; gives warnings of what may still end it. No
 * shell runs in the pane: it could change PATH, and would have to be typed to. All that the pane shows goes through the
 * capture filter into `output.log`.
 */
export const startSession = ({
  directory,
  session,
}: Pick<Task, "directory" | "session">): Effect.Effect<ReadonlyArray<string>, Tmux.StartError> =>
  Effect.suspend(() => {
    const [capturing, output] = [pathOf(directory, "capturing"), pathOf(directory, "output.log")]
    expectCapture(capturing)
    return startLastingSession(
      session,
      {
        program: ownProgram([ownPath(), "wrapper"], { TASK_TMPDIR: directory }),
        directory,
        pipe: `echo $$ >${Tmux.quoteForTmux(capturing)}; exec ${Tmux.quoteForTmux(ownPath())} capture >>${Tmux.quoteForTmux(output)}`,
      },
      "the task",
    ).pipe(Effect.tapError(() => Effect.sync(() => rmSync(capturing, { force: true }))))
  })

/** Makes the empty file; the filter writes its process id there as soon as it begins. */
const expectCapture = (path: string): void => {
  try {
    writeFileSync(path, "", { mode: privateFileMode })
  } catch {
    // Then the filter is not waited for; the wrapper reports what is wrong with the directory.
  }
}

/** The longest that a filter takes to begin on a busy machine. On a full disk it never writes its id. */
const filterBeginsSeconds = 3

/** Whether what the pane of the task has shown is still on its way to `output.log`. */
export const isCapturing = (directory: string): boolean => {
  const filter = readLine(directory, "capturing")
  const at = writtenAt(directory, "capturing")
  if (filter === undefined || at === undefined) return false
  if (filter === "") return Math.abs(wallMillis() / 1000 - at) < filterBeginsSeconds
  const facts = inspectProcess(Number(filter))
  return facts !== undefined && beganBefore(facts, at) && isAlive(Number(filter))
}

/** The socket that tmux uses by default, so that users find the session with plain `tmux`. (tmux(1), -L) */
export const defaultSocket = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(environment["TMUX_TMPDIR"] || "/tmp", `tmux-${process.getuid?.() ?? 0}`, "default")
