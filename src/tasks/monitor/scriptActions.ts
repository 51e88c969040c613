import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

import { isMissing } from "../../os/files/directory.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { quoteForShell } from "../../os/process/shell.ts"
import * as TaskDirectory from "../../protocol/taskDirectory.ts"
import { Tmux } from "../../tmux/service.ts"
import type { Session } from "../../tmux/tmux.ts"
import { notify } from "../steps/notification.ts"
import type { Actions } from "./actions.ts"
import type { Action } from "./machine.ts"
import { persist, recordUnlessEnded, signOff, trace } from "./notes.ts"

/** The acts of a monitor of the shell scripts' protocol. (docs/protocol.md, Monitor) */
export const makeScriptActions = (session: Session, directory: string): Actions => ({
  resume: (action) => Effect.as(resume(action, session, directory), Option.none()),
  notifyAbandoned: Effect.flatMap(notify(`Task abandoned: ${session.name}`, { shows: "stdout" }), (outcome) =>
    trace(directory, `notification ${outcome}`),
  ),
  closeDown: Effect.flatMap(Tmux, (tmux) => Effect.zipRight(tmux.endSession(session), signOff(directory))),
  // The wrapper tells of the end.
  notifyEnd: Effect.void,
})

/**
 * The line that starts the wrapper from a shell in `shellDirectory`. The runtime does not start in a directory that was
 * removed, as a worktree by its agent.
 */
const wrapperCommand = (directory: string, shellDirectory: string | undefined): string => {
  const command = `${quoteForShell(ownPath())} wrapper`
  const isLost = shellDirectory !== undefined && isMissing(shellDirectory)
  return isLost ? `cd ${quoteForShell(directory)}; ${command}` : command
}

const resume = ({ status, retryCount }: Action & { readonly _tag: "Resume" }, session: Session, directory: string) =>
  Effect.gen(function* () {
    yield* recordUnlessEnded(
      directory,
      status,
      ["retry_count", String(retryCount)],
      ["last_checked_at", TaskDirectory.timestamp(yield* Clock.currentTimeMillis)],
    )
    // Without the marker the wrapper would begin the task anew, so the next check tries again.
    if (!(yield* persist("resume", TaskDirectory.createMarker(directory, "resume")))) return
    const pid = TaskDirectory.readLine(directory, "pid")
    yield* persist("pid", TaskDirectory.remove(directory, "pid"))
    const tmux = yield* Tmux
    const typed = yield* tmux.typeLine(session, wrapperCommand(directory, tmux.paneDirectory(session)))
    if (!typed) {
      yield* trace(directory, "the wrapper's command could not be typed into the pane")
      // No agent will start. With the old id back in `pid`, the next check finds it dead again, and retries.
      if (pid !== undefined) yield* persist("pid", TaskDirectory.writeLine(directory, "pid", pid))
    }
  })
