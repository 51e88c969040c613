import * as Effect from "effect/Effect"

import type { InvalidSetting } from "../../configurationErrors.ts"
import type { FileError } from "../../os/files/fileError.ts"
import { watchTask } from "./runner.ts"
import { makeScriptActions } from "./scriptActions.ts"
import { makeScriptSenses } from "./scriptSenses.ts"
import { timesOf } from "./senses.ts"
import { settingsFrom } from "./settings.ts"

/** Watches a task of the shell scripts' protocol to its end. */
export const scriptMonitor = (
  sessionName: string,
  directory: string,
): Effect.Effect<number, InvalidSetting | FileError> =>
  Effect.gen(function* () {
    const session = { name: sessionName, socket: undefined }
    return yield* watchTask({
      settings: yield* settingsFrom(process.env),
      resumesSoFar: 0,
      watch: {
        session,
        directory,
        senses: makeScriptSenses(session, directory, timesOf(yield* Effect.clock)),
        actions: makeScriptActions(session, directory),
      },
    })
  })
