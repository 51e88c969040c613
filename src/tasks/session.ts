import { join } from "node:path"

import type * as Effect from "effect/Effect"

import { ownPath } from "../os/ownPath.ts"
import { pathOf } from "../protocol/taskDirectory.ts"
import { ownProgram, startLastingSession } from "../tmux/lastingSession.ts"
import * as Tmux from "../tmux/tmux.ts"
import type { Task } from "./task.ts"

/**
 * Starts the task's wrapper as the program of a new session's only pane, and says what may end it all the same. There is
 * no shell that could set PATH anew or into which anything would have to be typed, and all that the pane shows goes
 * through the capture filter into `output.log`.
 */
export const startSession = ({
  directory,
  session,
}: Pick<Task, "directory" | "session">): Effect.Effect<ReadonlyArray<string>, Tmux.SessionRefused> =>
  startLastingSession(
    session,
    {
      program: ownProgram([ownPath(), "wrapper"], { TASK_TMPDIR: directory }),
      directory,
      pipe: `exec ${Tmux.quoteForTmux(ownPath())} capture >>${Tmux.quoteForTmux(pathOf(directory, "output.log"))}`,
    },
    "the task",
  )

/** The socket that tmux uses where nobody names one: people find the session with plain `tmux`. (tmux(1), -L) */
export const defaultSocket = (environment: Readonly<Record<string, string | undefined>>): string =>
  join(environment["TMUX_TMPDIR"] || "/tmp", `tmux-${process.getuid?.() ?? 0}`, "default")
