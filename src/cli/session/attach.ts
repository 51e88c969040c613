import * as Effect from "effect/Effect"

import { findRunning, parseSessionName } from "../../sessions/session.ts"
import { attachTo } from "../attach.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"

/** Shows the session's pane on this terminal. */
export const attach = (flags: SessionFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const name = yield* parseSessionName(given)
    const session = yield* findRunning(name, yield* socketFrom(flags))
    return yield* attachTo(session, `see its last lines with: outlive session tail ${name}`)
  })
  return execute("attach", command, flags)
}
