import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

import type { FileError } from "../../os/files/fileError.ts"
import type { Elsewhere } from "../../os/process/identity.ts"
import type { Processes } from "../../os/process/service.ts"
import type { TerminalSignal } from "../../os/process/signals.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import type { ManifestMissing } from "../../protocol/manifestFile.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import { type Description, quote } from "../../words.ts"
import type { NoTask } from "../state/task.ts"
import type { ManifestStatus } from "../state/taskStatus.ts"
import type { AgentExit, Launched } from "./agentProcess.ts"
import type { AgentEnd, LaunchMode, Policy } from "./machine.ts"

/** The manifest's project directory cannot be entered. */
export class NoProjectDirectory extends Data.TaggedError("NoProjectDirectory")<{
  readonly manifestPath: string
  readonly given: string
  readonly reason: string
}> {}

/** Why the project directory cannot be entered, in words. */
export const describeNoProjectDirectory = ({ given, manifestPath, reason }: NoProjectDirectory): Description => ({
  message: `project_dir=${quote(given)} in ${quote(manifestPath)} cannot be used: ${reason}`,
  hint: "set it to a directory",
})

/** Another process is the task's wrapper already; `elsewhere` says where, if it cannot be seen from here. */
export class TaskHeld extends Data.TaggedError("TaskHeld")<{
  readonly directory: string
  readonly pid: number
  readonly elsewhere: Elsewhere | undefined
}> {}

/** The environment that the task was launched with cannot be read; without it the agent would work differently. */
export class NoEnvironment extends Data.TaggedError("NoEnvironment")<{ readonly directory: string }> {}

/** The task has ended, or was stopped: nothing is to be started for it. */
export class TaskOver extends Data.TaggedError("TaskOver")<{
  readonly directory: string
  readonly status: ManifestStatus
}> {}

/** Why a task cannot be run; nothing was started. */
export type Unrunnable =
  ManifestMissing | NewerFormat | NoEnvironment | NoProjectDirectory | NoTask | FileError | TaskHeld | TaskOver

/** What a wrapper does differently for a task of the scripts and for one of `outlive run`. */
export interface Job {
  readonly policy: Policy
  /** An absolute path. */
  readonly projectDirectory: string
  /** Whether another process has ended the task, so that its agent's end changes nothing. */
  readonly isOver: (manifest: Manifest.ManifestText) => boolean
  /** Whether the first record makes a missing manifest: without one a task of `outlive run` was removed. */
  readonly makesManifest: boolean
  /** What the orchestrator is told of an end, if it is the wrapper that notifies. */
  readonly notification: Effect.Effect<string>
  /** Starts the agent, and reports what its terminal sends it to end it. What accompanies it ends with the scope. */
  readonly launch: (
    mode: LaunchMode,
    signalledByTerminal: (signal: TerminalSignal) => void,
  ) => Effect.Effect<Launched, Unrunnable, Processes | Scope.Scope>
  /** After the agent's end: shows the rest of its output, and says what the end means. */
  readonly conclude: (exit: AgentExit) => Effect.Effect<AgentEnd, never, Processes>
  /** Starts a monitor, unless there is one. */
  readonly startMonitor: Effect.Effect<void, never, Processes>
}
