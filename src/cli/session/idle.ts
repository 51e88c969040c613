import * as Effect from "effect/Effect"

import { answer } from "../../os/console.ts"
import { isIdle } from "../../sessions/idle.ts"
import { findRunning, parseSessionName } from "../../sessions/session.ts"
import { execute, exitCodeNoSession, type SessionFlags, socketFrom } from "./execute.ts"

const exitCodeRunning = 1

/** Says whether the session's shell waits for a command. */
export const idle = (flags: SessionFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const name = yield* parseSessionName(given)
    const session = yield* findRunning(name, yield* socketFrom(flags))
    const isNow = isIdle(session)
    yield* answer(flags.json ? `${JSON.stringify({ name, idle: isNow })}\n` : isNow ? "IDLE\n" : "RUNNING\n")
    return isNow ? 0 : exitCodeRunning
  })
  return execute("idle", command, flags, { SessionEnded: exitCodeNoSession })
}
