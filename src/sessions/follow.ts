import * as Effect from "effect/Effect"

import { awaitChange } from "../os/changes.ts"
import { readPane } from "../tmux/panes.ts"
import { followLog } from "./log.ts"
import { findSession, isRunning, type LookError, type Session } from "./session.ts"

/** Between two looks at a session of tmux's own. */
const lookMillis = 200

/** A session that tells of every change is looked at this often all the same, for its end. */
const quietLookSeconds = 0.5

/** What a program printed last is in its log this long after its end. */
const lastWordsMillis = 300

/**
 * Calls `heard` with every line that the session's pane shows from now on, until the session has ended. Of a session that
 * was not started by `session start` there is no log: lines that leave the history between two looks are not heard.
 */
export const followOutput = (session: Session, heard: (line: string) => void): Effect.Effect<void, LookError> =>
  session.kept === undefined ? followPane(session, heard) : followOwnLog(session, session.kept.directory, heard)

const followOwnLog = (session: Session, directory: string, heard: (line: string) => void) =>
  Effect.gen(function* () {
    let caughtUp = false
    const log = followLog(directory, (line) => {
      if (caughtUp) heard(line)
    })
    log.catchUp()
    caughtUp = true
    while (yield* stillRuns(session)) {
      yield* awaitChange([directory], quietLookSeconds)
      log.catchUp()
    }
    yield* Effect.sleep(lastWordsMillis)
    log.end()
  })

const followPane = (session: Session, heard: (line: string) => void) =>
  Effect.gen(function* () {
    let before = linesOf(session)
    while (yield* stillRuns(session)) {
      yield* Effect.sleep(lookMillis)
      const now = linesOf(session)
      for (const line of addedTo(before, now)) heard(line)
      if (now.length > 0) before = now
    }
  })

const stillRuns = ({ name, socket }: Session): Effect.Effect<boolean, LookError> =>
  findSession(name, socket).pipe(
    Effect.map(({ view }) => isRunning(view)),
    Effect.catchTag("UnknownSession", () => Effect.succeed(false)),
  )

/** The last line may still be written. */
const linesOf = (session: Session): ReadonlyArray<string> =>
  (readPane(session, "all") ?? "").trimEnd().split("\n").slice(0, -1)

/** The lines of `now` after the longest end of `before` that it has. */
export const addedTo = (before: ReadonlyArray<string>, now: ReadonlyArray<string>): ReadonlyArray<string> => {
  for (let dropped = 0; dropped <= before.length; dropped++) {
    const kept = before.slice(dropped)
    if (kept.length <= now.length && kept.every((line, index) => line === now[index])) return now.slice(kept.length)
  }
  return now
}
