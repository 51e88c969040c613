import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { descendantsOf, listProcesses } from "../../os/process/processTable.ts"
import { sessionTag } from "../../processTags.ts"
import { processesOf } from "../../tmux/panes.ts"
import type { Session } from "../session.ts"

/** The caller is inside the session that it wants ended: it would end too, before it could do what is to follow. */
export class WithinSession extends Data.TaggedError("WithinSession")<{ readonly name: string }> {}

/** Checks that this process does not end with the session. */
export const requireOutside = (session: Session): Effect.Effect<void, WithinSession> =>
  Effect.suspend(() => (isWithin(session) ? Effect.fail(new WithinSession({ name: session.name })) : Effect.void))

/** By its tag or by its ancestors: a pane that the user has opened in the session has no tag. */
const isWithin = ({ kept, name, pane, socket }: Session): boolean => {
  if (kept !== undefined && process.env[sessionTag] === kept.request.id) return true
  const roots = pane === undefined ? [] : processesOf({ name, socket })
  if (roots.length === 0) return false
  const table = listProcesses()
  return roots.some((root) => descendantsOf(root, table).some(({ pid }) => pid === process.pid))
}
