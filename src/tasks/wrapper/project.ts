import { accessSync, constants, statSync } from "node:fs"
import { resolve } from "node:path"

import * as Effect from "effect/Effect"

import { errorCodeOf } from "../../os/errorCode.ts"
import { NoProjectDirectory } from "./job.ts"

/** The absolute path of the manifest's project directory, once it is known that a process can work there. */
export const enterProject = (manifestPath: string, given: string): Effect.Effect<string, NoProjectDirectory> => {
  const path = resolve(given)
  const reason = given === "" ? "it is empty" : whyNotEnterable(path)
  return reason === undefined
    ? Effect.succeed(path)
    : Effect.fail(new NoProjectDirectory({ manifestPath, given, reason }))
}

/** Why a process cannot work in the directory; `undefined` where it can. */
export const whyNotEnterable = (path: string): string | undefined => {
  try {
    if (!statSync(path).isDirectory()) return "it is not a directory"
    accessSync(path, constants.X_OK)
    return undefined
  } catch (error) {
    return ["ENOENT", "ENOTDIR"].includes(errorCodeOf(error)) ? "it does not exist" : "it may not be entered"
  }
}
