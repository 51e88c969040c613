import * as Effect from "effect/Effect"

import { awaitChange } from "../os/changes.ts"
import { lastLines } from "../os/lastLines.ts"
import { readPane, readRow } from "../tmux/panes.ts"
import { followLog, lastWordsMillis, logPath } from "./log.ts"
import type { Kept } from "./record.ts"
import { findSession, isRunning, type LookError, type Session } from "./session.ts"

/** Between two looks at a session of tmux's own. */
const lookMillis = 200

/** A session that tells of every change is looked at this often all the same, for its end. */
const quietLookSeconds = 0.5

/**
 * Calls `heard` with the last `count` lines of the session and with every line from then on, until the session has ended
 * or `heard` says that it wants no more. Of a session that was not started by `session start` there is no log: lines that
 * leave its history between two looks are not heard.
 */
export const followOutput = (
  session: Session,
  count: number,
  heard: (line: string) => boolean,
): Effect.Effect<void, LookError> =>
  session.kept === undefined ? followPane(session, count, heard) : followOwnLog(session, session.kept, count, heard)

const followOwnLog = (session: Session, { directory }: Kept, count: number, heard: (line: string) => boolean) =>
  Effect.gen(function* () {
    const listener = { wants: true }
    const hear = (line: string) => {
      listener.wants &&= heard(line)
    }
    const { end, text } = lastLines(logPath(directory), count)
    for (const line of text.split("\n").slice(0, -1)) hear(line)
    const log = followLog(directory, hear, end)
    while (listener.wants && (yield* stillRuns(session))) {
      log.catchUp()
      yield* awaitChange([directory], quietLookSeconds)
      log.catchUp()
    }
    if (!listener.wants) return
    yield* Effect.sleep(lastWordsMillis)
    log.end()
  })

const followPane = (session: Session, count: number, heard: (line: string) => boolean) =>
  Effect.gen(function* () {
    let before = readLines(session)
    let wanted = (count === 0 ? [] : before.ended.slice(-count)).every(heard)
    while (wanted) {
      yield* Effect.sleep(lookMillis)
      const present = yield* whileRunning(session)
      if (present === undefined) break
      const now = readLines(present)
      wanted = addedTo(before.ended, now.ended).every(heard)
      before = now
    }
    if (wanted && before.begun !== undefined) heard(before.begun)
  })

/** The lines of the pane, and what has been begun of one: what the cursor stands on. */
const readLines = (session: Session): { readonly ended: ReadonlyArray<string>; readonly begun: string | undefined } => {
  const text = readPane(session, session.pane?.version ?? "", "all")?.trimEnd() ?? ""
  const lines = text === "" ? [] : text.split("\n")
  const isBegun = session.pane !== undefined && readRow(session, session.pane.cursor.row).trim() !== ""
  return isBegun ? { ended: lines.slice(0, -1), begun: lines.at(-1) } : { ended: lines, begun: undefined }
}

const whileRunning = (session: Session): Effect.Effect<Session | undefined, LookError> =>
  findSession(session.name, session.socket).pipe(
    Effect.map((present) => (isRunning(present.view) ? present : undefined)),
    Effect.catchTag("UnknownSession", () => Effect.succeed(undefined)),
  )

const stillRuns = (session: Session): Effect.Effect<boolean, LookError> =>
  Effect.map(whileRunning(session), (present) => present !== undefined)

/** A program writes at most its screen anew; what has left that stays as it is. */
const mostRewritten = 50

/** What `now` has after the longest part of `before` that it begins with, as far as that may have been written anew since. */
export const addedTo = (before: ReadonlyArray<string>, now: ReadonlyArray<string>): ReadonlyArray<string> => {
  let known = 0
  for (let gone = 0; gone < before.length; gone++) {
    let same = 0
    while (gone + same < before.length && same < now.length && before[gone + same] === now[same]) same++
    if (same > known && before.length - gone - same <= mostRewritten) known = same
  }
  return now.slice(known)
}
