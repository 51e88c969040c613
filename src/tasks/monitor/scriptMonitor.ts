import * as Effect from "effect/Effect"

import type { InvalidSetting } from "../../configurationErrors.ts"
import type { FileError } from "../../os/files/fileError.ts"
import type { Processes } from "../../os/process/service.ts"
import type { Tmux } from "../../tmux/service.ts"
import { makeAlarms } from "./alarms.ts"
import { watchTask } from "./runner.ts"
import { makeScriptActions } from "./scriptActions.ts"
import { makeScriptSenses } from "./scriptSenses.ts"
import { sensesOf } from "./senses.ts"
import { settingsFrom } from "./settings.ts"

/** Watches a task of the shell scripts' protocol to its end. */
export const scriptMonitor = Effect.fn("scriptMonitor")(function* (
  sessionName: string,
  directory: string,
): Effect.fn.Return<number, InvalidSetting | FileError, Processes | Tmux> {
  const session = { name: sessionName, socket: undefined }
  return yield* watchTask({
    settings: yield* settingsFrom(process.env),
    resumesSoFar: 0,
    alarms: makeAlarms(directory),
    watch: {
      session,
      directory,
      senses: makeScriptSenses(session, directory, yield* sensesOf),
      actions: makeScriptActions(session, directory),
    },
  })
})
