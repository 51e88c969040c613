import * as Effect from "effect/Effect"

import type { FileError } from "../../os/files/fileError.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import { describeFileError, toLine } from "../../words.ts"
import { describeNoProjectDirectory, type Job, type NoProjectDirectory } from "./job.ts"
import { scriptPolicy } from "./machine.ts"
import { notificationOf } from "./scriptJob.ts"

/**
 * The job for a task of the scripts that no attempt can run: its agent cannot be started, and that is recorded and told as
 * any end. Without a record its monitor would wait for an agent until the deadline.
 */
export const refusedJob = (
  directory: string,
  manifest: Manifest.ManifestText,
  error: NoProjectDirectory | FileError,
): Job => ({
  policy: { ...scriptPolicy, exitCode: 1 },
  isOver: () => false,
  makesManifest: false,
  projectDirectory: directory,
  notification: notificationOf(directory, manifest),
  launch: () =>
    Effect.succeed({
      _tag: "NotStarted",
      exitCode: 1,
      reason: toLine(
        error._tag === "NoProjectDirectory" ? describeNoProjectDirectory(error) : describeFileError(error),
      ),
    }),
  conclude: (exit) => Effect.succeed({ ...exit, hopeless: true, forgotten: false, disowned: false, succeeded: false }),
  startMonitor: Effect.void,
})
