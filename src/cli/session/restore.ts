import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { type RestoredSession, restoreSessions } from "../../sessions/commands/restore.ts"
import { chooseSocket } from "../../tmux/socket.ts"
import { toLine } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { describe } from "../words/errors.ts"
import type { RestoredDocument, RestoreDocument } from "./documents.schema.ts"
import { execute, type SessionFlags } from "./execute.ts"

/**
 * Brings back the sessions that were started with `--restart always` and should be running, on the socket of the flag or of
 * OUTLIVE_SOCKET, or else on all; exits with 1 where a session could not be.
 */
export const restore = (flags: SessionFlags): Promise<number> => {
  const chosen = flags.socket ?? (process.env["OUTLIVE_SOCKET"] || undefined)
  const command = Effect.gen(function* () {
    const restored = yield* restoreSessions(chosen === undefined ? undefined : chooseSocket(chosen))
    if (flags.json) yield* answer(documentLine<RestoreDocument>({ sessions: restored.map(asDocument) }))
    else yield* answer(restored.length === 0 ? "There is nothing to restore.\n" : restored.map(asLine).join(""))
    return restored.some(({ action }) => action === "failed") ? 1 : 0
  })
  return execute("restore", command, flags)
}

const reasonOf = (session: RestoredSession): string | null =>
  "error" in session ? toLine(describe(session.error)) : null

const asDocument = (session: RestoredSession): RestoredDocument => ({
  name: session.name,
  socket: session.socket,
  action: session.action,
  reason: reasonOf(session),
})

const asLine = (session: RestoredSession): string => {
  switch (session.action) {
    case "started":
      return `${session.name}: started again\n`
    case "already running":
      return `${session.name}: already running\n`
    case "elsewhere":
      return `${session.name}: ${reasonOf(session)}\n`
    case "failed":
      return `${session.name}: not brought back: ${reasonOf(session)}\n`
  }
}
