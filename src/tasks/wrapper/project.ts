import { resolve } from "node:path"

import * as Effect from "effect/Effect"

import { whyNotEnterable } from "../../os/files/directory.ts"
import { NoProjectDirectory } from "./job.ts"

/** The absolute path of the manifest's project directory, if a process can work there. */
export const enterProject = (manifestPath: string, given: string): Effect.Effect<string, NoProjectDirectory> => {
  const path = resolve(given)
  const reason = given === "" ? "it is empty" : whyNotEnterable(path)
  return reason === undefined
    ? Effect.succeed(path)
    : Effect.fail(new NoProjectDirectory({ manifestPath, given, reason }))
}
