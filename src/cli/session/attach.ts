import * as Effect from "effect/Effect"

import { findRunning, parseNameOfAny } from "../../sessions/session.ts"
import { attachTo } from "../screen/attachTo.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"

/** Shows the session's pane on this terminal. */
export const attach = (flags: SessionFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const session = yield* findRunning(name, socket)
    return yield* attachTo(session, `see its last lines with: outlive session tail ${name}`)
  })
  return execute("attach", command, flags)
}
