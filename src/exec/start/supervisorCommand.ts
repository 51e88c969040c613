import { outliveHome } from "../../home.ts"
import { findWayOut, type WayOut } from "../../os/process/controlGroup.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { collectionTimer } from "../../os/process/quiet.ts"
import { apartMark, execMark, sessionMark, taskMark } from "../../processTags.ts"

/** How a supervisor is started: away from the control group of this process where that is possible. */
export const supervisorCommand = (
  parameters: ReadonlyArray<string>,
): {
  readonly words: ReadonlyArray<string>
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly wayOut: WayOut
} => {
  const wayOut = findWayOut()
  return {
    words: [...(wayOut._tag === "Through" ? wayOut.words : []), ownPath(), "exec-supervisor", ...parameters],
    // It mostly waits; and it is none of the task's, the session's or the command's that this process is a part of.
    environment: {
      ...process.env,
      ...{ [taskMark]: undefined, [sessionMark]: undefined, [execMark]: undefined },
      ...{ [collectionTimer]: "1", [apartMark]: "1" },
      // It may be relative, and a supervisor has a directory of its own.
      ...(process.env["OUTLIVE_HOME"] ? { OUTLIVE_HOME: outliveHome() } : {}),
    },
    wayOut,
  }
}
