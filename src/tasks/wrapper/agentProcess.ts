import { closeSync, openSync } from "node:fs"

import { exitCodeNotExecutable, exitCodeNotFound, lookUpExecutable, searchPath } from "../../os/executable.ts"
import { exitCodeOfSignal } from "../../os/signals.ts"
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
 * stdin is the prompt file on the first run, and empty when it resumes. A number of the fault of the prompt or the
 * executable is the one that a shell gives: 1, 126, 127.
 */
export const launchAgent = ({ mode, model, projectDirectory, promptPath }: Launch): Launched => {
  const prompt = mode === "first" ? openPrompt(promptPath) : undefined
  if (typeof prompt === "string") {
    return { _tag: "NotStarted", exitCode: 1, reason: `the prompt ${promptPath} cannot be read: ${prompt}` }
  }
  try {
    const found = lookUpExecutable(Claude.executable, searchPath(), projectDirectory)
    if (found._tag === "NotFound") {
      return notStarted(exitCodeNotFound, "is not on PATH; install it, or start the task where PATH has it")
    }
    if (found._tag === "NotExecutable") {
      return notStarted(exitCodeNotExecutable, `is ${found.path}, which may not be run; chmod +x it`)
    }
    return spawn(found.path, Claude.parameters(mode, model), {
      stdio: [prompt ?? "ignore", "inherit", "inherit"],
      cwd: projectDirectory,
      // PWD is what a shell that has changed its directory makes of the environment.
      env: { ...process.env, PWD: projectDirectory },
      detached: true,
    })
  } finally {
    if (prompt !== undefined) closeSync(prompt)
  }
}

/** A descriptor, or why there is none. */
const openPrompt = (path: string): number | string => {
  try {
    return openSync(path, "r")
  } catch (error) {
    return errorCodeOf(error)
  }
}

type SpawnOptions = Bun.Spawn.SpawnOptions<"ignore" | number, "inherit", "inherit">

const spawn = (path: string, parameters: ReadonlyArray<string>, options: SpawnOptions): Launched => {
  const start = (command: string, ...leading: ReadonlyArray<string>): Launched => {
    const child = Bun.spawn([command, ...leading, ...parameters], {
      ...options,
      argv0: leading.length > 0 ? command : Claude.executable,
    })
    const exitCode = child.exited.then((code) =>
      child.signalCode === null ? code : exitCodeOfSignal(child.signalCode),
    )
    return { _tag: "Started", pid: child.pid, exitCode }
  }
  try {
    return start(path)
  } catch (error) {
    switch (errorCodeOf(error)) {
      // A script without `#!` is the shell's to run. (POSIX, Command Search and Execution)
      case "ENOEXEC":
        return start("/bin/sh", path)
      case "ENOENT":
        return notStarted(exitCodeNotFound, `is ${path}, whose interpreter does not exist; mend its first line`)
      default:
        return notStarted(exitCodeNotExecutable, `is ${path}, which cannot be run: ${errorCodeOf(error)}`)
    }
  }
}

const notStarted = (exitCode: number, what: string): Launched => ({
  _tag: "NotStarted",
  exitCode,
  reason: `the agent ${Claude.executable} ${what}`,
})

const errorCodeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error)
