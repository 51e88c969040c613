import type * as Effect from "effect/Effect"

import { whyNotEnterable } from "./os/files/directory.ts"
import { type RunFailure, type RunOptions, runProgram } from "./os/process/run.ts"
import { asBashRuns } from "./os/process/shellFunction.ts"

/** A notification that takes longer than this is ended, so that it holds nothing up. (docs/protocol.md, Wrapper) */
const timeoutSeconds = 10

/** The command that tells the orchestrator something. */
export const throughOpenclaw = (text: string): ReadonlyArray<string> =>
  asBashRuns(["openclaw", "system", "event", "--text", text, "--mode", "now"])

export interface NotifierOptions {
  /** Where it runs; the current directory otherwise, and `/` if the directory is gone, as a worktree that an agent has removed. */
  readonly directory?: string | undefined
  /** JSON on its stdin. */
  readonly event?: Readonly<Record<string, unknown>>
  /** Which of its streams this process hands on as its own. */
  readonly shows?: RunOptions["shows"]
}

/** Runs the user's notifier, a program and its arguments. Gives its exit code. */
export const runNotifier = (
  [program = "", ...parameters]: ReadonlyArray<string>,
  { directory, event, shows }: NotifierOptions,
): Effect.Effect<number, RunFailure> =>
  runProgram(program, parameters, {
    timeoutSeconds,
    directory: directory === undefined || whyNotEnterable(directory) === undefined ? directory : "/",
    ...(event === undefined ? {} : { input: `${JSON.stringify(event)}\n` }),
    ...(shows === undefined ? {} : { shows }),
  })
