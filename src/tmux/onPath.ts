import { startLastingSession } from "./lastingSession.ts"
import type { Tmux } from "./service.ts"
import { endSession, hasSession, paneDirectory, requireTmux, typeLine, viewPane } from "./tmux.ts"

/** The tmux on PATH. */
export const tmuxOnPath: typeof Tmux.Service = {
  requireTmux,
  startSession: startLastingSession,
  hasSession,
  viewPane,
  paneDirectory,
  typeLine,
  endSession,
}
