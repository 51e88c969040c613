import * as Effect from "effect/Effect"

import { answer, offerLine } from "../../os/console.ts"
import { followOutput } from "../../sessions/follow.ts"
import { findSession, isRunning, loggedLines, parseSessionName, type Session } from "../../sessions/session.ts"
import { printable } from "../../terminal/printable.ts"
import { readPane } from "../../tmux/panes.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"

export interface TailFlags extends SessionFlags {
  readonly lines?: number
  readonly follow: boolean
}

const defaultLines = 30

/** Shows the last lines of the pane's history; of a session that has ended, what was kept. */
export const tail = (flags: TailFlags, given: string): Promise<number> => {
  const { follow, json, lines = defaultLines } = flags
  const command = Effect.gen(function* () {
    const name = yield* parseSessionName(given)
    const socket = yield* socketFrom(flags)
    const session = yield* findSession(name, socket)
    if (follow && !json && isRunning(session.view)) {
      yield* followOutput(session, lines, (line) => offerLine(printable(line)))
      return 0
    }
    const text = printable(lastLinesOf(session, lines))
    if (json) {
      yield* answer(`${JSON.stringify({ name, state: session.view.state, lines: text.split("\n").slice(0, -1) })}\n`)
      return 0
    }
    yield* answer(text)
    return 0
  })
  return execute("tail", command, flags)
}

/** Each with its end. */
const lastLinesOf = (session: Session, count: number): string => {
  if (count === 0) return ""
  const { kept, pane } = session
  const text =
    pane !== undefined ? lastOfPane(session, pane.version, count) : kept === undefined ? "" : loggedLines(kept, count)
  const shown = text.trimEnd()
  return shown === "" ? "" : `${shown.split("\n").slice(-count).join("\n")}\n`
}

/** A line may take several rows of the pane; where so many rows are too few lines, all that there is has enough. */
const lastOfPane = (session: Session, version: string, count: number): string => {
  const rows = readPane(session, version, count) ?? ""
  return rows.trimEnd().split("\n").length > count ? rows : (readPane(session, version, "all") ?? "")
}
