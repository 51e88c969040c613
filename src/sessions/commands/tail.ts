import * as Effect from "effect/Effect"

import { awaitChangeWithin, currentSteadyMillis } from "../../os/patience.ts"
import { readPane, readPaneAndCursorRow } from "../../tmux/panes.ts"
import { findSession, isClosing, logOf, type LookError, type Session } from "../session.ts"
import { isRunning } from "../sessionState.ts"
import { awaitLastWords, followLog, lastLogLines } from "../state/logFile.ts"
import { readKept } from "../state/record.ts"

/**
 * The last `count` lines of the pane's history, each with its end; after the session's end, those of the log, which has all
 * its runs.
 */
export const lastLinesOf = (session: Session, count: number): Effect.Effect<string> =>
  Effect.gen(function* () {
    if (count === 0) return ""
    const shown = (lastOfPane(session, count) ?? (yield* lastOfLog(session, count))).trimEnd()
    return shown === "" ? "" : `${shown.split("\n").slice(-count).join("\n")}\n`
  })

/**
 * A line may take several rows of the pane: if `count` rows are too few lines, all rows are read. `undefined` where there
 * is no pane, or none any more.
 */
const lastOfPane = (session: Session, count: number): string | undefined => {
  const { pane } = session
  if (pane === undefined || isClosing(session)) return undefined
  const rows = readPane(session, pane.version, count)
  const isEnough = rows === undefined || rows.trimEnd().split("\n").length > count
  return isEnough ? rows : readPane(session, pane.version, "all")
}

const lastOfLog = ({ kept }: Session, count: number): Effect.Effect<string> =>
  Effect.gen(function* () {
    if (kept === undefined) return ""
    yield* awaitLastWords(readKept(kept.directory) ?? kept)
    const { begun, text } = lastLogLines(kept.directory, count)
    return text + begun
  })

/** Between two looks at a pane without a log. */
const lookMillis = 200

/** Between two looks at a session with a log: the log does not tell that the session has ended, or goes on elsewhere. */
const quietLookMillis = 250

/**
 * Calls `heard` with the last `count` lines of the session and with every line from then on, until the session has ended
 * or `heard` says that it wants no more. Lines of a session without a log that leave its history between two looks are
 * missed.
 */
export const followOutput = (
  session: Session,
  count: number,
  heard: (line: string) => boolean,
): Effect.Effect<void, LookError> => {
  const directory = logOf(session)
  return directory === undefined ? followPane(session, count, heard) : followOwnLog(session, directory, count, heard)
}

const followOwnLog = (session: Session, first: string, count: number, heard: (line: string) => boolean) =>
  Effect.gen(function* () {
    const listener = { wants: true }
    const hear = (line: string) => {
      listener.wants &&= heard(line)
    }
    const { end, text } = lastLogLines(first, count)
    for (const line of text.split("\n").slice(0, -1)) hear(line)
    let directory = first
    let log = followLog(directory, hear, end)
    const follow = Effect.gen(function* () {
      let nextLook = 0
      while (listener.wants) {
        log.catchUp()
        if ((yield* currentSteadyMillis) >= nextLook) {
          const present = yield* whileRunning(session)
          if (present === undefined) break
          const now = logOf(present) ?? directory
          if (now !== directory) {
            // The program goes on in a new session, which has a log of its own.
            log.end()
            directory = now
            log = followLog(directory, hear)
          }
          nextLook = (yield* currentSteadyMillis) + quietLookMillis
        }
        const seconds = Math.max(nextLook - (yield* currentSteadyMillis), 1) / 1000
        yield* awaitChangeWithin([directory], seconds)
      }
      if (!listener.wants) return
      const kept = readKept(directory)
      if (kept !== undefined) yield* awaitLastWords(kept)
      log.end()
    })
    yield* Effect.ensuring(
      follow,
      Effect.sync(() => log.close()),
    )
  })

const followPane = (session: Session, count: number, heard: (line: string) => boolean) =>
  Effect.gen(function* () {
    let before = readLines(session) ?? { ended: [], begun: undefined }
    let wanted = (count === 0 ? [] : before.ended.slice(-count)).every(heard)
    while (wanted) {
      yield* Effect.sleep(lookMillis)
      const present = yield* whileRunning(session)
      if (present === undefined) break
      // The pane could not be read this time.
      const now = readLines(present) ?? before
      wanted = addedTo(before.ended, now.ended).every(heard)
      before = now
    }
    if (wanted && before.begun !== undefined) heard(before.begun)
  })

/** The lines of the pane, and apart from them the unfinished line that the cursor is on. */
const readLines = (session: Session): Lines | undefined => {
  const read = session.pane === undefined ? undefined : readPaneAndCursorRow(session, session.pane.version)
  if (read === undefined) return undefined
  const text = read.text.trimEnd()
  const lines = text === "" ? [] : text.split("\n")
  const isBegun = read.cursorRow.trim() !== ""
  return isBegun ? { ended: lines.slice(0, -1), begun: lines.at(-1) } : { ended: lines, begun: undefined }
}

interface Lines {
  readonly ended: ReadonlyArray<string>
  readonly begun: string | undefined
}

const whileRunning = (session: Session): Effect.Effect<Session | undefined, LookError> =>
  findSession(session.name, session.socket).pipe(
    Effect.map((present) => (isRunning(present.view.state) ? present : undefined)),
    Effect.catchTag("UnknownSession", () => Effect.succeed(undefined)),
  )

/** A program may redraw the lines of its screen, but not those that have left it. */
const mostRewritten = 50

/** The lines of `now` after the longest part of `before` that it begins with; the end of `before` may have been redrawn. */
export const addedTo = (before: ReadonlyArray<string>, now: ReadonlyArray<string>): ReadonlyArray<string> => {
  let known = 0
  for (let gone = 0; gone < before.length; gone++) {
    let same = 0
    while (gone + same < before.length && same < now.length && before[gone + same] === now[same]) same++
    if (same > known && before.length - gone - same <= mostRewritten) known = same
  }
  return now.slice(known)
}
