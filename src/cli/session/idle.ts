import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { isIdle } from "../../sessions/commands/idle.ts"
import { findRunning, parseNameOfAny, requireHere } from "../../sessions/session.ts"
import { documentLine } from "../words/document.ts"
import type { IdleDocument } from "./documents.schema.ts"
import { execute, exitCodeNoSession, type SessionFlags, socketFrom } from "./execute.ts"

const exitCodeRunning = 1

/** Says whether the session's shell waits for a command. */
export const idle = (flags: SessionFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const session = yield* findRunning(name, socket)
    yield* requireHere(session)
    const isNow = isIdle(session)
    yield* answer(flags.json ? documentLine<IdleDocument>({ name, idle: isNow }) : isNow ? "IDLE\n" : "RUNNING\n")
    return isNow ? 0 : exitCodeRunning
  })
  return execute("idle", command, flags, { SessionEnded: exitCodeNoSession })
}
