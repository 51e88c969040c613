/** A program runs in the session, or is about to. */
const runningStates = ["starting", "running", "restarting", "stopping"] as const

/**
 * `exited`: its program ended with 0. `failed`: it ended otherwise, or was given up. `stopped`: a user ended it.
 * `lost`: no host saw its end.
 */
const endedStates = ["exited", "failed", "stopped", "lost"] as const

/** `damaged`: its records cannot be used. `unknown`: a newer version of outlive wrote them. */
export const sessionStates = [...runningStates, ...endedStates, "damaged", "unknown"] as const

/** What became of a session. */
export type SessionState = (typeof sessionStates)[number]

/** Whether something runs in a session of this state, or is about to. */
export const isRunning = (state: SessionState): boolean =>
  (runningStates as ReadonlyArray<SessionState>).includes(state)
