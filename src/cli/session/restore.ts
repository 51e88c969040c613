import * as Effect from "effect/Effect"

import { answer } from "../../os/console.ts"
import { type RestoredSession, restoreSessions } from "../../sessions/restore.ts"
import { chooseSocket } from "../../sessions/socket.ts"
import { execute, type SessionFlags } from "./execute.ts"

/**
 * Brings back what was started with `--restart always` and should be running, on the socket that was chosen by flag or by
 * OUTLIVE_SOCKET, or else on all; exits with 1 where something could not be.
 */
export const restore = (flags: SessionFlags): Promise<number> => {
  const chosen = flags.socket ?? (process.env["OUTLIVE_SOCKET"] || undefined)
  const command = Effect.gen(function* () {
    const restored = yield* restoreSessions(chosen === undefined ? undefined : chooseSocket(chosen))
    if (flags.json) yield* answer(`${JSON.stringify({ sessions: restored })}\n`)
    else yield* answer(restored.length === 0 ? "There is nothing to restore.\n" : restored.map(asLine).join(""))
    return restored.some(({ action }) => action === "failed") ? 1 : 0
  })
  return execute("restore", command, flags)
}

const asLine = ({ action, name, reason }: RestoredSession): string => {
  switch (action) {
    case "started":
      return `${name}: started again\n`
    case "already running":
      return `${name}: already running\n`
    case "failed":
      return `${name}: not brought back: ${reason}\n`
  }
}
