import { closeSync, openSync } from "node:fs"

import { errorCodeOf } from "../../os/errorCode.ts"
import { exitCodeNotExecutable, exitCodeNotFound, lookUpExecutable, searchPath } from "../../os/executable.ts"
import { quote } from "../../os/fileError.ts"
import { exitCodeOf, spawnProgram } from "../../os/spawn.ts"
import * as Claude from "../agents/claude.ts"
import type { LaunchMode } from "./machine.ts"

/** What an agent is started with. */
export interface Launch {
  readonly mode: LaunchMode
  /** As the agent calls it. */
  readonly model: string
  /** An absolute path; the agent's working directory. */
  readonly projectDirectory: string
  readonly promptPath: string
}

/** An agent that was started, or what a shell would have said and ended with instead. */
export type Launched =
  | { readonly _tag: "Started"; readonly pid: number; readonly exitCode: Promise<number> }
  | { readonly _tag: "NotStarted"; readonly exitCode: number; readonly reason: string }

/**
 * Starts the agent as the leader of a process group of its own, with this process's output for its own.
 *
 * stdin is the prompt file on the first run, and empty when it resumes. Where the prompt or the executable is at fault,
 * the exit code is the one that a shell gives: 1, 126, 127.
 */
export const launchAgent = ({ mode, model, projectDirectory, promptPath }: Launch): Launched => {
  const prompt = mode === "first" ? openPrompt(promptPath) : undefined
  if (typeof prompt === "string") {
    return {
      _tag: "NotStarted",
      exitCode: 1,
      reason: `the prompt ${quote(promptPath)} cannot be read: ${prompt}; write it before the task is started`,
    }
  }
  try {
    const found = lookUpExecutable(Claude.executable, searchPath(), projectDirectory)
    if (found._tag === "NotFound") {
      return notStarted(exitCodeNotFound, "is not on PATH; install it, or start the task where PATH has it")
    }
    if (found._tag === "NotExecutable") {
      return notStarted(exitCodeNotExecutable, `is ${quote(found.path)}, which may not be run; chmod +x it`)
    }
    const child = spawnIn(projectDirectory, found.path, Claude.parameters(mode, model), {
      stdio: [prompt ?? "ignore", "inherit", "inherit"],
      cwd: projectDirectory,
      detached: true,
    })
    return { _tag: "Started", pid: child.pid, exitCode: child.exited.then(() => exitCodeOf(child)) }
  } catch (error) {
    const code = errorCodeOf(error)
    return code === "ENOENT"
      ? notStarted(exitCodeNotFound, "has an interpreter that does not exist; mend its first line")
      : notStarted(exitCodeNotExecutable, `cannot be run: ${code}`)
  } finally {
    if (prompt !== undefined) closeSync(prompt)
  }
}

type Options = Bun.Spawn.SpawnOptions<"ignore" | number, "inherit", "inherit">

/** Starts the agent with this environment, but for PWD, which a shell sets when it changes its directory. */
const spawnIn = (directory: string, path: string, parameters: ReadonlyArray<string>, options: Options) =>
  // What is no UTF-8 has lost its bytes on the way into `process.env`; `env` hands on what it was given.
  Object.values(process.env).some((value) => value?.includes("\uFFFD"))
    ? spawnProgram("env", "/usr/bin/env", [`PWD=${directory}`, path, ...parameters], options)
    : spawnProgram(Claude.executable, path, parameters, { ...options, env: { ...process.env, PWD: directory } })

/** A descriptor, or why there is none. */
const openPrompt = (path: string): number | string => {
  try {
    return openSync(path, "r")
  } catch (error) {
    return errorCodeOf(error)
  }
}

const notStarted = (exitCode: number, what: string): Launched => ({
  _tag: "NotStarted",
  exitCode,
  reason: `the agent ${Claude.executable} ${what}`,
})
