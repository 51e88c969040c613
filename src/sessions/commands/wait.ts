import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { awaitChangeWithin, currentSteadyMillis } from "../../os/patience.ts"
import { readPane } from "../../tmux/panes.ts"
import {
  findSession,
  logOf,
  type LookError,
  requireHere,
  type Session,
  type SessionElsewhere,
  type SessionName,
  type UnknownSession,
} from "../session.ts"
import { isRunning } from "../sessionState.ts"
import { awaitLastWords, followLog } from "../state/logFile.ts"
import { isBetweenRuns, presentRun } from "../state/runs.ts"
import type { SessionView } from "../view.schema.ts"
import { withoutTrace } from "../view.ts"
import { isIdle } from "./idle.ts"

/** What is waited for. */
export type Awaited =
  /** A line of its program's present run that matches. */
  | { readonly _tag: "Ready"; readonly pattern: RegExp }
  /** Its shell waits for a command. */
  | { readonly _tag: "Idle" }
  /** Its end, for good. */
  | { readonly _tag: "Exit" }

/** How a wait ended. */
export type Waited =
  /** `line` is the one that matched. */
  | { readonly _tag: "Met"; readonly session: SessionView; readonly line: string | null }
  | { readonly _tag: "TimedOut"; readonly session: SessionView }

/** The session ended before it was ready or idle. */
export class EndedMeanwhile extends Data.TaggedError("EndedMeanwhile")<{ readonly session: SessionView }> {}

/** Between two looks at a session without a log. */
const lookMillis = 50

/** Between two looks at a session whose log is watched; its end, which the log does not tell, is seen then. */
const quietLookMillis = 100

/** Between two looks at the log of a program that prints all the time. */
const leastMillis = 15

/** How long a shell has to stay idle: it may be about to read a command that was just sent. */
const idleMillis = 60

/** Waits until the session is as `awaited`, `timeoutSeconds` at most. */
export const waitFor = (
  name: SessionName,
  socket: string,
  awaited: Awaited,
  timeoutSeconds: number,
): Effect.Effect<Waited, EndedMeanwhile | LookError | SessionElsewhere | UnknownSession> =>
  Effect.gen(function* () {
    const first = yield* findSession(name, socket)
    // Whether the shell is idle can only be seen on the system where it runs.
    if (awaited._tag === "Idle") yield* requireHere(first)
    // An ended session is neither ready nor idle, even if it has printed the line.
    if (awaited._tag !== "Exit" && !isRunning(first.view.state)) {
      return yield* new EndedMeanwhile({ session: first.view })
    }
    return yield* awaitIn(first, awaited, timeoutSeconds)
  })

const awaitIn = (
  first: Session,
  awaited: Awaited,
  timeoutSeconds: number,
): Effect.Effect<Waited, EndedMeanwhile | LookError> =>
  Effect.gen(function* () {
    const deadline = (yield* currentSteadyMillis) + timeoutSeconds * 1000
    let session = first
    let log = watchLog(session, awaited)
    const wait: Effect.Effect<Waited, EndedMeanwhile | LookError> = Effect.gen(function* () {
      let nextLook = 0
      for (let isFirst = true; ; isFirst = false) {
        if ((yield* currentSteadyMillis) >= nextLook) {
          if (!isFirst) session = yield* again(session)
          if (logOf(session) !== log?.directory) {
            log?.close()
            log = watchLog(session, awaited)
          }
          const met = yield* look(session, awaited, log, isFirst)
          if (met !== undefined) return { _tag: "Met", session: session.view, line: met?.trimEnd() ?? null }
          if (!isRunning(session.view.state)) {
            return yield* judgeEnd(session, awaited, log, deadline - (yield* currentSteadyMillis))
          }
          nextLook = (yield* currentSteadyMillis) + (log === undefined ? lookMillis : quietLookMillis)
        }
        const line = session.view.state === "restarting" ? undefined : log?.match()
        if (line !== undefined) return { _tag: "Met", session: session.view, line: line.trimEnd() }
        const leftMillis = deadline - (yield* currentSteadyMillis)
        if (leftMillis <= 0) return { _tag: "TimedOut", session: session.view }
        const pauseMillis = Math.max(Math.min(nextLook - (yield* currentSteadyMillis), leftMillis), 1)
        // Reading each chunk of a program that prints all the time would cost too much.
        yield* Effect.sleep(Math.min(leastMillis, pauseMillis))
        if (log === undefined) yield* Effect.sleep(pauseMillis)
        else if (!log.isBehind()) {
          const { directory } = log
          yield* awaitChangeWithin([directory], pauseMillis / 1000)
        }
      }
    })
    return yield* Effect.ensuring(
      wait,
      Effect.sync(() => log?.close()),
    )
  })

/** What the end of a session means for the wait. The awaited line may still be on its way to the log. */
const judgeEnd = (
  { kept, pane, view }: Session,
  awaited: Awaited,
  log: WatchedLog | undefined,
  leftMillis: number,
): Effect.Effect<Waited, EndedMeanwhile> =>
  Effect.gen(function* () {
    // The pipe of a pane that tmux keeps after its program stays open.
    const seconds = pane?.isDead === true ? keptPaneSeconds : leftMillis / 1000
    if (kept !== undefined) yield* awaitLastWords(kept, seconds)
    const line = awaited._tag === "Ready" ? log?.match()?.trimEnd() : undefined
    return line === undefined && awaited._tag !== "Exit"
      ? yield* new EndedMeanwhile({ session: view })
      : { _tag: "Met", session: view, line: line ?? null }
  })

/** After this the log has all that tmux has read from a pane whose program has ended. */
const keptPaneSeconds = 0.3

/** Looks at the session again. A session of plain tmux leaves no record: once gone, it is lost. */
const again = (before: Session) =>
  findSession(before.name, before.socket).pipe(
    Effect.catchTag("UnknownSession", () =>
      Effect.succeed<Session>({ ...before, pane: undefined, view: withoutTrace(before.view, "lost") }),
    ),
  )

/** The line that matches, or `null` where no line is needed; `undefined` while the session is not as awaited. */
const look = (
  session: Session,
  awaited: Awaited,
  log: WatchedLog | undefined,
  isFirst: boolean,
): Effect.Effect<string | null | undefined> => {
  switch (awaited._tag) {
    case "Exit":
      return Effect.succeed(undefined)
    case "Idle":
      return staysIdle(session)
    case "Ready":
      // Between two runs nothing is ready, even if the last run has printed the line.
      if (session.view.state === "restarting") return Effect.succeed(undefined)
      return Effect.sync(() => log?.match() ?? matchOnScreen(session, awaited.pattern, isFirst))
  }
}

const staysIdle = (session: Session): Effect.Effect<null | undefined> =>
  Effect.gen(function* () {
    const { pane } = session
    if (pane === undefined || !isIdle({ ...session, pane })) return undefined
    yield* Effect.sleep(idleMillis)
    const later = yield* Effect.option(findSession(session.name, session.socket))
    if (later._tag === "None" || later.value.pane === undefined) return undefined
    const { cursor, historySize } = later.value.pane
    const stayed =
      cursor.row === pane.cursor.row && cursor.column === pane.cursor.column && historySize === pane.historySize
    return stayed && isIdle({ ...later.value, pane: later.value.pane }) ? null : undefined
  })

/** Looks in the history as well at first, since the line may have left the screen, and always where there is no log. */
const matchOnScreen = (session: Session, pattern: RegExp, withHistory: boolean): string | undefined => {
  if (session.pane === undefined) return undefined
  const lines = withHistory || logOf(session) === undefined ? "all" : 0
  return presentRun(readPane(session, session.pane.version, lines) ?? "")
    .split("\n")
    .find((line) => matches(pattern, line))
}

/** Blanks at the end of a line may be the program's, or only the terminal's. */
const matches = (pattern: RegExp, line: string): boolean => pattern.test(line) || pattern.test(line.trimEnd())

interface WatchedLog {
  readonly directory: string
  /** The line that matched, if one did. */
  readonly match: () => string | undefined
  readonly isBehind: () => boolean
  readonly close: () => void
}

/** Lines of an earlier run say nothing about this one. */
const watchLog = (session: Session, awaited: Awaited): WatchedLog | undefined => {
  const directory = logOf(session)
  if (directory === undefined) return undefined
  let found: string | undefined
  const log = followLog(directory, (line) => {
    if (isBetweenRuns(line)) found = undefined
    else if (awaited._tag === "Ready" && matches(awaited.pattern, line)) found ??= line
  })
  return {
    directory,
    isBehind: log.isBehind,
    close: log.close,
    match: () => {
      log.catchUp()
      const begun = log.begun()
      const isMatch = awaited._tag === "Ready" && begun !== "" && matches(awaited.pattern, begun)
      return found ?? (isMatch ? begun : undefined)
    },
  }
}
