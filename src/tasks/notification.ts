import * as Effect from "effect/Effect"

import { type RunOptions, runProgram } from "../os/run.ts"
import { exitCodeOfSignal } from "../os/signals.ts"
import { whyNotEnterable } from "./wrapper/project.ts"

/** A notification that takes longer than this is given up: it must not be in the way. (docs/protocol.md, Wrapper) */
const notificationTimeoutSeconds = 10

/** A pane closes once; more hang-ups than this are the notification's own affair. */
const mostHangups = 2

/**
 * Tells the orchestrator what happened, through `openclaw` where it is installed; it is run in `directory`, or in the
 * current one; in `/` where its directory is gone, as that of a worktree that the agent itself has removed.
 *
 * Whatever becomes of it, missing, failing or hanging, is of no consequence to the task; the effect says in a word
 * what it was, for a trace.
 */
export const notify = (text: string, directory?: string): Effect.Effect<string> =>
  runNotifier("openclaw", ["system", "event", "--text", text, "--mode", "now"], { directory })

/**
 * Tells the same through a command of the user's, its program and its arguments, with the event as JSON on its stdin.
 */
export const notifyThrough = (
  [program = "", ...parameters]: ReadonlyArray<string>,
  event: Readonly<Record<string, unknown>>,
  directory?: string,
): Effect.Effect<string> => runNotifier(program, parameters, { directory, input: `${JSON.stringify(event)}\n` })

const runNotifier = (
  program: string,
  parameters: ReadonlyArray<string>,
  { directory, ...options }: Omit<RunOptions, "timeoutSeconds">,
): Effect.Effect<string> =>
  runProgram(program, parameters, {
    ...options,
    directory: directory === undefined || whyNotEnterable(directory) === undefined ? directory : "/",
    timeoutSeconds: notificationTimeoutSeconds,
  }).pipe(
    // Between its birth and its own session a program still belongs to the pane, and dies with it before it began.
    Effect.repeat({ while: (exitCode) => exitCode === exitCodeOfSignal("SIGHUP"), times: mostHangups }),
    Effect.map((exitCode) => (exitCode === 0 ? "sent" : `exit code ${exitCode}`)),
    Effect.catchAll(Effect.succeed),
  )
