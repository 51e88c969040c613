import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import type { FileError } from "../../os/files/fileError.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { describeFileError, toLine } from "../../words.ts"
import { scriptAgent } from "../agents/agents.ts"
import { describeNoProjectDirectory, type Job, type NoProjectDirectory } from "./job.ts"
import { scriptPolicy } from "./machine.ts"

/**
 * The job for a task of the scripts that no attempt can run: its agent cannot be started, and that is recorded and told as
 * any end. Without a record its monitor would wait for an agent until the deadline.
 */
export const refusedJob = (directory: string, error: NoProjectDirectory | FileError): Effect.Effect<Job> =>
  Effect.map(taskNameOf(directory), (name) => ({
    policy: { ...scriptPolicy, exitCode: 1 },
    isOver: () => false,
    makesManifest: false,
    projectDirectory: directory,
    notification: `${scriptAgent.displayName} done: ${name}`,
    launch: () =>
      Effect.succeed({
        _tag: "NotStarted",
        exitCode: 1,
        reason: toLine(
          error._tag === "NoProjectDirectory" ? describeNoProjectDirectory(error) : describeFileError(error),
        ),
      }),
    conclude: (exit) =>
      Effect.succeed({ ...exit, hopeless: true, forgotten: false, disowned: false, succeeded: false }),
    startMonitor: Effect.void,
  }))

/** Empty where the manifest has none, or cannot be read. */
const taskNameOf = (directory: string): Effect.Effect<string> =>
  ManifestFile.read(TaskDirectory.pathOf(directory, "manifest")).pipe(
    Effect.map(
      (manifest) =>
        Manifest.valueOf(
          Option.getOrElse(manifest, () => Manifest.empty),
          "task_name",
        ) ?? "",
    ),
    Effect.orElseSucceed(() => ""),
  )
