import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

import { privateFileMode } from "../../os/files/privateModes.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { beganBefore } from "../../os/process/processes.ts"
import { Processes } from "../../os/process/service.ts"
import { pathOf, readLine, writtenAt } from "../../protocol/taskDirectory.ts"
import { ownProgram } from "../../tmux/lastingSession.ts"
import { Tmux } from "../../tmux/service.ts"
import { quoteForTmux, type StartError } from "../../tmux/tmux.ts"
import type { Task } from "../state/task.ts"

/**
 * Starts the task's wrapper as the program of a new session's only pane; gives warnings of what may still end it. No
 * shell runs in the pane: it could change PATH, and would have to be typed to. All that the pane shows goes through the
 * capture filter into `output.log`.
 */
export const startSession = ({
  directory,
  session,
}: Pick<Task, "directory" | "session">): Effect.Effect<ReadonlyArray<string>, StartError, Tmux> =>
  Effect.flatMap(Tmux, (tmux) => {
    const [capturing, output] = [pathOf(directory, "capturing"), pathOf(directory, "output.log")]
    expectCapture(capturing)
    return tmux
      .startSession(
        session,
        {
          program: ownProgram([ownPath(), "wrapper"], { TASK_TMPDIR: directory }),
          directory,
          pipe: `echo $$ >${quoteForTmux(capturing)}; exec ${quoteForTmux(ownPath())} capture >>${quoteForTmux(output)}`,
        },
        "the task",
      )
      .pipe(Effect.tapError(() => Effect.sync(() => rmSync(capturing, { force: true }))))
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
export const isCapturing = (directory: string): Effect.Effect<boolean, never, Processes> =>
  Effect.gen(function* () {
    const { inspect, isAlive } = yield* Processes
    const filter = readLine(directory, "capturing")
    const at = writtenAt(directory, "capturing")
    if (filter === undefined || at === undefined) return false
    if (filter === "") {
      return Math.abs((yield* Clock.currentTimeMillis) / 1000 - at) < filterBeginsSeconds
    }
    const facts = inspect(Number(filter))
    return facts !== undefined && beganBefore(facts, at) && isAlive(Number(filter))
  })

/** The socket that tmux uses by default, so that users find the session with plain `tmux`. (tmux(1), -L) */
export const defaultSocket = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(environment["TMUX_TMPDIR"] || "/tmp", `tmux-${process.getuid?.() ?? 0}`, "default")
