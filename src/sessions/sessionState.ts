/** A process of its own runs in the session, or is about to. */
const runningStates = ["starting", "running", "restarting", "stopping"] as const

/** It has ended: by itself with 0, by itself otherwise or was given up, by a user, or unseen. */
const endedStates = ["exited", "failed", "stopped", "lost"] as const

/** Of an `unknown` one a newer version of outlive has the records. */
export const sessionStates = [...runningStates, ...endedStates, "unknown"] as const

/** What became of a session. */
export type SessionState = (typeof sessionStates)[number]

/** Whether something runs in a session of this state, or is about to. */
export const isRunning = (state: SessionState): boolean =>
  (runningStates as ReadonlyArray<SessionState>).includes(state)
