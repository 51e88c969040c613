import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import type { InvalidSetting } from "../../configurationErrors.ts"
import type { FileError } from "../../os/files/fileError.ts"
import type { Processes } from "../../os/process/service.ts"
import type * as Manifest from "../../protocol/manifest.ts"
import * as ManifestFile from "../../protocol/manifestFile.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import type { NewerFormat } from "../../record/newerFormat.ts"
import type { Tmux } from "../../tmux/service.ts"
import { newerFormatOf } from "../state/format.ts"
import { isManaged, type NoTask } from "../state/task.ts"
import { scriptMonitor } from "./scriptMonitor.ts"
import { InvalidArgument } from "./settings.ts"

/**
 * Watches the task in `parameters[1]`, which runs in the tmux session `parameters[0]`, until it is complete or given up, and
 * gives the monitor's exit code. Touches nothing until the parameters and the settings are known to be good.
 */
export const runMonitor = Effect.fn("runMonitor")(function* (
  parameters: ReadonlyArray<string>,
): Effect.fn.Return<number, InvalidArgument | InvalidSetting | NewerFormat | NoTask | FileError, Processes | Tmux> {
  const { session, directory } = yield* readParameters(parameters)
  const manifest = yield* Effect.orElseSucceed(
    ManifestFile.read(TaskDirectory.pathOf(directory, "manifest")),
    Option.none<Manifest.ManifestText>,
  )
  const newer = Option.flatMapNullable(manifest, (text) => newerFormatOf(directory, text))
  if (Option.isSome(newer)) return yield* Effect.fail(newer.value)
  if (!Option.exists(manifest, isManaged)) return yield* scriptMonitor(session, directory)
  // A monitor of the scripts' policy does not need this module.
  const { managedMonitor } = yield* Effect.promise(() => import("./managedMonitor.ts"))
  return yield* managedMonitor(directory)
})

/** Further parameters are ignored. */
const readParameters = ([session = "", given = ""]: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    if (session === "" || given === "") return yield* new InvalidArgument({ argument: "count", given: "" })
    if (!/^[A-Za-z0-9._-]+$/.test(session)) return yield* new InvalidArgument({ argument: "SESSION", given: session })
    const directory = yield* Effect.mapError(
      TaskDirectory.find(given),
      () => new InvalidArgument({ argument: "TASK_DIRECTORY", given }),
    )
    return { session, directory }
  })
