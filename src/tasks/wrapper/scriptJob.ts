import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { loadConfiguration } from "../../configurationFile.ts"
import { currentDirectory } from "../../os/process/executable.ts"
import { asBashRuns } from "../../os/process/shellFunction.ts"
import { printError } from "../../os/terminal/print.ts"
import * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { quote } from "../../words.ts"
import { scriptAgent } from "../agents/agents.ts"
import { resolveModel } from "../agents/models.ts"
import { launchAgent } from "./agentProcess.ts"
import type { Job, NoProjectDirectory } from "./job.ts"
import { scriptPolicy } from "./machine.ts"
import { enterProject } from "./project.ts"

/** The wrapper's job for a task of the shell scripts' protocol; what its manifest lacks is empty. (docs/protocol.md, Wrapper) */
export const scriptJob = Effect.fn("scriptJob")(function* (
  directory: string,
  manifest: Manifest.ManifestText,
): Effect.fn.Return<Job, NoProjectDirectory> {
  const given = Manifest.valueOf(manifest, "project_dir") ?? ""
  const named = Manifest.valueOf(manifest, "model") ?? ""
  const model = resolveModel(named, yield* configuredModels, scriptAgent)
  const manifestPath = TaskDirectory.pathOf(directory, "manifest")
  // An empty word leaves `cd` where it is.
  const projectDirectory = given === "" ? currentDirectory() : yield* enterProject(manifestPath, given)
  return {
    policy: scriptPolicy,
    isOver: () => false,
    makesManifest: true,
    projectDirectory,
    notification: notificationOf(directory, manifest),
    launch: (mode, signalledByTerminal) =>
      Effect.sync(() => {
        const [executable, ...parameters] = asBashRuns([
          scriptAgent.executable,
          ...scriptAgent.scriptParameters(mode, model),
        ])
        return launchAgent({
          executable,
          parameters,
          projectDirectory,
          signalledByTerminal,
          inputPath: mode === "first" ? TaskDirectory.pathOf(directory, "prompt") : undefined,
        })
      }),
    conclude: (exit) =>
      Effect.succeed({ ...exit, hopeless: false, forgotten: false, disowned: false, succeeded: false }),
    startMonitor: Effect.void,
  }
})

/**
 * What the orchestrator is told of the end of a task of the scripts. The name is that of the moment; of a manifest that is gone,
 * or cannot be read, that of the start.
 */
export const notificationOf = (directory: string, before: Manifest.ManifestText): Effect.Effect<string> =>
  ManifestFile.read(TaskDirectory.pathOf(directory, "manifest")).pipe(
    Effect.orElseSucceed(Option.none<Manifest.ManifestText>),
    Effect.map(Option.getOrElse(() => before)),
    Effect.map((manifest) => `${scriptAgent.displayName} done: ${Manifest.valueOf(manifest, "task_name") ?? ""}`),
  )

/** The models of the configuration. A configuration that cannot be used is reported, and the task runs without it. */
export const configuredModels = loadConfiguration.pipe(
  Effect.map(({ models }) => models),
  Effect.catchAll(({ path, reason }) =>
    Effect.sync(() => {
      printError(`wrapper: ${quote(path)} is not used: ${reason}; mend it or remove it`)
      return {}
    }),
  ),
)
