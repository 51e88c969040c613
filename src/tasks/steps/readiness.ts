import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { whyNotEnterable } from "../../os/files/directory.ts"
import type { Environment } from "../../os/process/environment.ts"
import { defaultSearchPath, type ExecutableLookup, lookUpExecutable } from "../../os/process/executable.ts"
import { Tmux } from "../../tmux/service.ts"
import type { NoTmux } from "../../tmux/tmux.ts"
import type { Agent } from "../agents/agent.ts"

/** The project directory cannot be worked in. */
export class BadProjectDirectory extends Data.TaggedError("BadProjectDirectory")<{
  readonly path: string
  readonly reason: string
}> {}

/** The agent's program cannot be run. */
export class NoAgent extends Data.TaggedError("NoAgent")<{
  readonly agent: Agent
  readonly executable: string
  readonly found: Exclude<ExecutableLookup["_tag"], "Found">
}> {}

/** The task's own PATH has no tmux: its wrapper and monitor could not bring the agent back, or put it away. */
export class NoTmuxForTask extends Data.TaggedError("NoTmuxForTask")<{ readonly path: string }> {}

/** Why no agent can be started at all. */
export type NotReady = BadProjectDirectory | NoAgent | NoTmux | NoTmuxForTask

/** What decides whether an agent can be started. */
export interface Needs {
  readonly agent: Agent
  /** The words after `--`. */
  readonly command: ReadonlyArray<string>
  /** An absolute path. */
  readonly projectDirectory: string
}

/** Checks what an agent needs to start, in the environment that it will have. */
export const requireReady = Effect.fn("requireReady")(function* (
  { agent, command, projectDirectory }: Needs,
  environment: Environment,
): Effect.fn.Return<void, NotReady, Tmux> {
  const reason = whyNotEnterable(projectDirectory)
  if (reason !== undefined) return yield* new BadProjectDirectory({ path: projectDirectory, reason })
  const executable = agent.executable ?? command[0] ?? ""
  const path = environment["PATH"] ?? defaultSearchPath
  const found = lookUpExecutable(executable, path, projectDirectory)
  if (found._tag !== "Found") return yield* new NoAgent({ agent, executable, found: found._tag })
  yield* (yield* Tmux).requireTmux
  // Its wrapper and its monitor have the task's environment.
  if (lookUpExecutable("tmux", path, projectDirectory)._tag !== "Found") return yield* new NoTmuxForTask({ path })
})
