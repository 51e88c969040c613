import * as Effect from "effect/Effect"

import { makeLineWriter } from "../terminal/lineWriter.ts"
import { changeOf, type Environment } from "./environment.ts"
import { currentDirectory, type ExecutableLookup, lookUpExecutable, searchPath } from "./executable.ts"
import { elsewhereVariable } from "./identity.ts"
import { signalGroup } from "./processes.ts"
import { exitCodeOf, spawnProgram } from "./spawn.ts"

/** Why a program was not run to its end. */
export type RunFailure = "not found" | "not executable" | "timed out" | "killed"

/** The same in words. */
export const describeRunFailure = (program: string, failure: RunFailure): string => {
  switch (failure) {
    case "timed out":
      return `${program} did not answer in time`
    case "not found":
    case "killed":
      return `${program} was ${failure}`
    case "not executable":
      return `${program} may not be run`
  }
}

export interface RunOptions {
  readonly timeoutSeconds: number
  /** Where it runs; the current directory otherwise. */
  readonly directory?: string | undefined
  /** Its stdin, which is empty otherwise. */
  readonly input?: string
  /** Which of its output is copied to this process's own; the rest goes nowhere. */
  readonly shows?: "stdout" | "stdout and stderr"
}

/** How long to wait for the rest of the output of an ended program: what it left behind may hold it open. */
const restSeconds = 0.1

/** The most output that waits for a terminal that is stopped; more is dropped. */
const mostPendingBytes = 1 << 20

/**
 * Runs a program from PATH to its end and gives its exit code, 128+N when a signal N ended it.
 *
 * Output that is shown goes through this process: a terminal that closes does not fail the program's writes.
 *
 * A program that takes longer than `timeoutSeconds` is killed, with the process group that it leads. What it leaves
 * behind otherwise is not waited for.
 */
export const runProgram = (
  name: string,
  parameters: ReadonlyArray<string>,
  { timeoutSeconds, directory, input, shows }: RunOptions,
): Effect.Effect<number, RunFailure> =>
  Effect.gen(function* () {
    const program = find(name, directory ?? currentDirectory())
    if (program._tag !== "Found") return yield* Effect.fail(failureOf(program))
    const child = yield* Effect.try({
      try: () =>
        spawnProgram(name, program.path, parameters, {
          ...(directory === undefined ? {} : { cwd: directory }),
          env: {
            ...process.env,
            [elsewhereVariable]: undefined,
            ...(directory === undefined ? {} : changeOf(directory)),
          },
          stdio: [
            input === undefined ? "ignore" : Buffer.from(input),
            shows === undefined ? "ignore" : "pipe",
            shows === "stdout and stderr" ? "pipe" : "ignore",
          ],
          // A session of its own: it goes on when the caller's terminal closes.
          detached: true,
        }),
      catch: () => "not executable" as const,
    })
    const copied = Promise.all([copy(child.stdout, 1), copy(child.stderr, 2)])
    return yield* Effect.promise(() => child.exited).pipe(
      Effect.zipLeft(Effect.promise(() => Promise.race([copied, Bun.sleep(restSeconds * 1000)]))),
      Effect.map(() => exitCodeOf(child)),
      Effect.timeoutFail({ duration: timeoutSeconds * 1000, onTimeout: () => "timed out" as const }),
      Effect.onExit((exit) =>
        exit._tag === "Failure" ? Effect.sync(() => signalGroup(child.pid, "SIGKILL")) : Effect.void,
      ),
    )
  })

/**
 * Copies what comes to a stream of this process, without ever waiting for it: the terminal may be stopped, by Ctrl-S, or
 * gone. Then the rest is read and dropped.
 */
const copy = async (from: ReadableStream<Uint8Array> | undefined, to: 1 | 2): Promise<void> => {
  if (from === undefined) return
  const writer = makeLineWriter(to)
  for await (const chunk of from) if (writer.pendingBytes() < mostPendingBytes) writer.bytes(chunk)
  await writer.flushed(restSeconds)
}

/** The directory and the environment of a program, where they are not this process's. */
export interface AskOptions {
  readonly directory?: string
  readonly environment?: Environment
  /** Its stdin, which is empty otherwise. */
  readonly input?: Uint8Array
  /** Its stderr is not kept. */
  readonly withoutErrors?: boolean
}

/** What a program answered. */
export interface Answer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs a program that answers at once, and gives what it printed. A plain function: it blocks, and costs half as much as
 * `runProgram`. A program that takes longer than `timeoutSeconds` is killed.
 */
export const askProgram = (
  name: string,
  parameters: ReadonlyArray<string>,
  timeoutSeconds: number,
  { directory, environment, input, withoutErrors = false }: AskOptions = {},
): Answer | RunFailure => {
  const program = find(name, currentDirectory())
  if (program._tag !== "Found") return failureOf(program)
  try {
    const { exitCode, exitedDueToTimeout, signalCode, stdout, stderr } = Bun.spawnSync([program.path, ...parameters], {
      argv0: name,
      env: environment ?? process.env,
      ...(directory === undefined ? {} : { cwd: directory }),
      stdio: [input ?? "ignore", "pipe", withoutErrors ? "ignore" : "pipe"],
      timeout: timeoutSeconds * 1000,
      killSignal: "SIGKILL",
    })
    if (exitedDueToTimeout === true) return "timed out"
    return typeof signalCode === "string"
      ? "killed"
      : { exitCode, stdout: stdout.toString(), stderr: stderr?.toString() ?? "" }
  } catch {
    // The program may have moved since it was found.
    found.clear()
    return "not executable"
  }
}

/** Programs that were found, by PATH, directory and name: a monitor asks the same one all day. */
const found = new Map<string, ExecutableLookup>()

const find = (name: string, directory: string): ExecutableLookup => {
  const key = `${searchPath()}\0${directory}\0${name}`
  const program = found.get(key) ?? lookUpExecutable(name, searchPath(), directory)
  // What is not there now may be installed later.
  if (program._tag === "Found") found.set(key, program)
  return program
}

const failureOf = ({ _tag }: Exclude<ExecutableLookup, { readonly _tag: "Found" }>): RunFailure =>
  _tag === "NotFound" ? "not found" : "not executable"
