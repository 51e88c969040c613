import { closeSync, openSync } from "node:fs"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { privateFileMode } from "../../os/files/privateModes.ts"
import type { Environment } from "../../os/process/environment.ts"
import { exitCodeNotExecutable, exitCodeNotFound, lookUpExecutable, searchPath } from "../../os/process/executable.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
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
}

/** How the agent's process has ended. */
export interface AgentExit {
  /** As a shell gives it: 128+N when a signal N ended it. */
  readonly exitCode: number
  readonly signalled: boolean
}

/** An agent that was started, or why not, with the exit code that a shell gives for that. */
export type Launched =
  | { readonly _tag: "Started"; readonly pid: number; readonly exit: Promise<AgentExit> }
  | { readonly _tag: "NotStarted"; readonly exitCode: number; readonly reason: string }

/**
 * Starts the agent as the leader of a process group of its own.
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
    const child = spawnAgent(launch, found.path, [input ?? "ignore", output ?? "inherit", "inherit"])
    const exit = child.exited.then(() => ({ exitCode: exitCodeOf(child), signalled: child.signalCode !== null }))
    return { _tag: "Started", pid: child.pid, exit }
  } catch (error) {
    const code = errorCodeOf(error)
    return code === "ENOENT"
      ? notRun(executable, exitCodeNotFound, "has an interpreter that does not exist; mend its first line")
      : notRun(executable, exitCodeNotExecutable, `cannot be run: ${code}`)
  } finally {
    for (const descriptor of [input, output]) if (descriptor !== undefined) closeSync(descriptor)
  }
}

type Streams = ["ignore" | number, "inherit" | number, "inherit"]

/** Starts the agent; PWD is its directory, as a shell sets it when it changes there. */
const spawnAgent = (
  { executable, parameters, projectDirectory, environment }: Launch,
  path: string,
  stdio: Streams,
) => {
  const options = { stdio, cwd: projectDirectory, detached: true }
  // Values that are not UTF-8 have lost their bytes in `process.env`; the program `env` hands on the original ones.
  if (environment === undefined && Object.values(process.env).some((value) => value?.includes("\uFFFD"))) {
    const changes = ["-u", elsewhereVariable, `PWD=${projectDirectory}`]
    return spawnProgram("env", "/usr/bin/env", [...changes, path, ...parameters], options)
  }
  const env = { ...(environment ?? { ...process.env, [elsewhereVariable]: undefined }), PWD: projectDirectory }
  return spawnProgram(executable, path, parameters, { ...options, env })
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
