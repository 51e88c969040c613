import { outliveHome } from "../../home.ts"
import { findWayOut, type WayOut } from "../../os/process/controlGroup.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
import { ownPath } from "../../os/process/ownPath.ts"
import { collectionTimer } from "../../os/process/quiet.ts"
import { apartTag, sessionTag, tagsOfExec, taskTag } from "../../processTags.ts"

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
    // It mostly waits (quiet.ts), and is no part of the task, session or command that this process belongs to.
    environment: {
      ...process.env,
      ...Object.fromEntries([taskTag, sessionTag, ...tagsOfExec, elsewhereVariable].map((name) => [name, undefined])),
      ...{ [collectionTimer]: "1", [apartTag]: "1" },
      // The path may be relative, and a supervisor runs in another directory.
      ...(process.env["OUTLIVE_HOME"] ? { OUTLIVE_HOME: outliveHome() } : {}),
    },
    wayOut,
  }
}
