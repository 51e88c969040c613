import { closeSync, openSync } from "node:fs"

import { whyNotEnterable } from "../../os/files/directory.ts"
import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import { bashEnvironmentMarker } from "../../os/process/bashEnvironment.ts"
import { changeOf, type Environment } from "../../os/process/environment.ts"
import { exitCodeNotExecutable, exitCodeNotFound, lookUpExecutable, searchPath } from "../../os/process/executable.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
import { type JobExit, startJob } from "../../os/process/job.ts"
import type { TerminalSignal } from "../../os/process/signals.ts"
import { exitCodeOf, spawnProgram } from "../../os/process/spawn.ts"
import { quote } from "../../words.ts"

/** What an agent is started with. */
export interface Launch {
  /** The agent's executable, which is looked up on PATH. */
  readonly executable: string
  readonly parameters: ReadonlyArray<string>
  /** An absolute path; the agent's working directory. */
  readonly projectDirectory: string
  /** The file that is its stdin; `undefined` is an empty one. */
  readonly inputPath: string | undefined
  /** The file that its stdout is appended to; `undefined` is this process's own stdout. */
  readonly outputPath?: string | undefined
  /** `undefined` hands on, byte for byte, the environment that this process was started with. */
  readonly environment?: Environment
  /** Called when the pane's terminal has sent the agent's group this signal. */
  readonly signalledByTerminal: (signal: TerminalSignal) => void
}

/** How the agent's process has ended. */
export type AgentExit = JobExit

/** An agent that was started, or why not, with the exit code that a shell gives for that. */
export type Launched =
  | {
      readonly _tag: "Started"
      readonly pid: number
      /** The process group of the agent and of what it starts, unless that leaves it. */
      readonly group: number
      readonly exit: Promise<AgentExit>
    }
  | { readonly _tag: "NotStarted"; readonly exitCode: number; readonly reason: string }

/**
 * Starts the agent in a process group of its own, in the foreground of the pane's terminal: what it starts may
 * ask a user who looks at the pane. (docs/architecture.md, Choices)
 *
 * If its input or its executable is at fault, the exit code is the one that a shell gives: 1, 126, 127.
 */
export const launchAgent = (launch: Launch): Launched => {
  const { executable, projectDirectory, inputPath, outputPath } = launch
  const input = inputPath === undefined ? undefined : open(inputPath, "r")
  if (typeof input === "string") {
    return notStarted(
      1,
      `the prompt ${quote(inputPath ?? "")} cannot be read: ${input}; write it before the task is started`,
    )
  }
  const output = outputPath === undefined ? undefined : open(outputPath, "a")
  if (typeof output === "string") {
    return notStarted(1, `the agent's output ${quote(outputPath ?? "")} cannot be written: ${output}; make room for it`)
  }
  try {
    const found = lookUpExecutable(executable, searchPath(), projectDirectory)
    if (found._tag === "NotFound") {
      return notRun(executable, exitCodeNotFound, "is not on PATH; install it, or start the task where PATH has it")
    }
    if (found._tag === "NotExecutable") {
      return notRun(executable, exitCodeNotExecutable, `is ${quote(found.path)}, which may not be run; chmod +x it`)
    }
    return { _tag: "Started", ...startAgent(launch, found.path, input, output) }
  } catch (error) {
    const code = errorCodeOf(error)
    const obstacle = whyNotEnterable(projectDirectory)
    if (obstacle !== undefined)
      return notStarted(1, `the project ${quote(projectDirectory)} cannot be used: ${obstacle}`)
    switch (code) {
      case "ENOENT":
        return notRun(executable, exitCodeNotFound, "has an interpreter that does not exist; mend its first line")
      case "ENOEXEC":
        return notRun(executable, exitCodeNotExecutable, "is no program for this system; install it anew")
      default:
        return notRun(executable, exitCodeNotExecutable, `cannot be run: ${code}`)
    }
  } finally {
    for (const descriptor of [input, output]) if (descriptor !== undefined) closeSync(descriptor)
  }
}

/**
 * Starts the agent as a job, or, where that cannot be done, in a session of its own, and so without a terminal. PWD and OLDPWD
 * are as a shell sets them when it changes to the directory.
 */
const startAgent = (
  { executable, parameters, projectDirectory, environment, signalledByTerminal }: Launch,
  path: string,
  stdin: number | undefined,
  stdout: number | undefined,
): Omit<Launched & { readonly _tag: "Started" }, "_tag"> => {
  const changes =
    environment === undefined
      ? { [elsewhereVariable]: undefined, [bashEnvironmentMarker]: undefined, ...changeOf(projectDirectory) }
      : { PWD: projectDirectory }
  const variables = { ...(environment ?? process.env), ...changes }
  // What is not UTF-8 has lost its bytes in `process.env`.
  const hasLostBytes = environment === undefined && Object.entries(variables).flat().join().includes("\uFFFD")
  const job = startJob(path, parameters, {
    name: executable,
    directory: projectDirectory,
    environment: hasLostBytes ? new Map(Object.entries(changes)) : variables,
    stdin,
    stdout,
    signalledByTerminal,
  })
  if (job !== undefined) return { pid: job.pid, group: job.group, exit: job.exited }
  const child = spawnProgram(executable, path, parameters, {
    stdio: [stdin ?? "ignore", stdout ?? "inherit", "inherit"],
    cwd: projectDirectory,
    env: variables,
    detached: true,
  })
  const exit = child.exited.then(() => ({ exitCode: exitCodeOf(child), signalled: child.signalCode !== null }))
  return { pid: child.pid, group: child.pid, exit }
}

/** A descriptor, or why the file cannot be opened. */
const open = (path: string, flags: "r" | "a"): number | string => {
  try {
    return openSync(path, flags, privateFileMode)
  } catch (error) {
    return errorCodeOf(error)
  }
}

const notStarted = (exitCode: number, reason: string): Launched => ({ _tag: "NotStarted", exitCode, reason })

const notRun = (executable: string, exitCode: number, what: string): Launched =>
  notStarted(exitCode, `the agent ${executable} ${what}`)
