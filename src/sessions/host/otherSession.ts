import * as Effect from "effect/Effect"

import { startAgain, type StartAgainError } from "../commands/start.ts"
import { stopSession } from "../commands/stop.ts"
import { findSession, type SessionName } from "../session.ts"
import type { Request } from "../state/record.ts"

/* What a host does with the session in which its own goes on. Loaded only when that happens. */

/** Ends the session in which this one goes on. */
export const stopAnew = async ({ id, name, socket }: Request, graceSeconds: number): Promise<void> => {
  const stop = Effect.flatMap(findSession(name as SessionName, socket), (session) =>
    session.kept === undefined || session.kept.request.id === id ? Effect.void : stopSession(session, graceSeconds),
  )
  await Effect.runPromise(Effect.ignore(stop))
}

/** Goes on in a new session of a new server; where it cannot, gives why. */
export const startAnew = async (directory: string, request: Request): Promise<StartAgainError | undefined> => {
  const outcome = await Effect.runPromise(Effect.either(startAgain(directory, request)))
  return outcome._tag === "Left" ? outcome.left : undefined
}
