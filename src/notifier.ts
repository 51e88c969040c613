import type * as Effect from "effect/Effect"

import { whyNotEnterable } from "./os/files/directory.ts"
import { type RunFailure, runProgram } from "./os/process/run.ts"

/** A notification that takes longer than this is ended, so that it holds nothing up. (docs/protocol.md, Wrapper) */
const timeoutSeconds = 10

/** The command that tells the orchestrator something. */
export const throughOpenclaw = (text: string): ReadonlyArray<string> => [
  ...["openclaw", "system", "event", "--text", text, "--mode", "now"],
]

/**
 * Runs the user's notifier, a program and its arguments, with the event, if there is one, as JSON on its stdin. It runs
 * in `directory` or the current one, and in `/` if `directory` is gone, as a worktree that an agent has removed. Gives
 * its exit code.
 */
export const runNotifier = (
  [program = "", ...parameters]: ReadonlyArray<string>,
  directory: string | undefined,
  event?: Readonly<Record<string, unknown>>,
): Effect.Effect<number, RunFailure> =>
  runProgram(program, parameters, {
    timeoutSeconds,
    directory: directory === undefined || whyNotEnterable(directory) === undefined ? directory : "/",
    ...(event === undefined ? {} : { input: `${JSON.stringify(event)}\n` }),
  })
