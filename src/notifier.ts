import type * as Effect from "effect/Effect"

import { whyNotEnterable } from "./os/files/directory.ts"
import { type RunFailure, runProgram } from "./os/process/run.ts"

/** A notification that takes longer than this is given up: it must not be in the way. (docs/protocol.md, Wrapper) */
const timeoutSeconds = 10

/** The words by which the orchestrator is told something. */
export const throughOpenclaw = (text: string): ReadonlyArray<string> => [
  ...["openclaw", "system", "event", "--text", text, "--mode", "now"],
]

/**
 * Runs whoever is told of something: a program and its words, with the event as JSON on its stdin, where there is one. It is
 * run in `directory`, or in the current one; in `/` where its directory is gone, as that of a worktree that an agent has
 * removed. Gives its exit code.
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
