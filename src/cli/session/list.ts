import * as Effect from "effect/Effect"

import { wallMillis } from "../../os/clock.ts"
import { answer } from "../../os/terminal/console.ts"
import { allSessions } from "../../sessions/session.ts"
import type { SessionState } from "../../sessions/sessionState.ts"
import type { SessionView } from "../../sessions/view.schema.ts"
import { printable } from "../../terminal/printable.ts"
import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { runsElsewhere } from "../../words.ts"
import { type Column, tableOf } from "../screen/table.ts"
import { bold, dim, fit, green, red, tableColumns, yellow } from "../screen/terminal.ts"
import { documentLine } from "../words/document.ts"
import type { SessionsDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, socketFrom, withSocket } from "./execute.ts"

/** Shows a table of all sessions: the running ones, those of plain tmux included, and the ended ones. */
export const list = (flags: SessionFlags): Promise<number> => {
  const command = Effect.gen(function* () {
    const socket = yield* socketFrom(flags)
    const sessions = yield* allSessions(socket)
    if (flags.json) yield* answer(documentLine<SessionsDocument>({ socket, sessions }))
    else if (sessions.length === 0) yield* answer(withSocket(flags, noSessions(socket)))
    else yield* answer(tableOf(columns, sessions, remarksOf, tableColumns()))
    return 0
  })
  return execute("list", command, flags)
}

const noSessions = (socket: string): string =>
  `There are no sessions on ${socket}. Start one with: outlive session start NAME\n`

const stateInWords = ({ exitCode, signal, state }: SessionView): string => {
  // These two are shown with how the session ended.
  if (state !== "failed" && state !== "stopped") return state
  return signal !== null ? `${state} ${signal}` : exitCode !== null ? `${state} ${exitCode}` : state
}

const sinceInWords = ({ since }: SessionView): string =>
  since === null ? "-" : readableSeconds((wallMillis() - Date.parse(since)) / 1000)

const columns: ReadonlyArray<Column<SessionView>> = [
  // A cut name cannot be typed, so this column gives way last.
  { title: "NAME", most: 64, givesWay: 1, least: 64, of: ({ name }) => name },
  {
    title: "STATE",
    most: 16,
    givesWay: 0,
    least: 16,
    of: stateInWords,
    style: ({ state }, cell) => coloured(state, cell),
  },
  { title: "SINCE", most: 12, leftOut: 1, of: sinceInWords },
  { title: "PID", most: 8, leftOut: 2, of: ({ pid }) => (pid === null ? "-" : String(pid)) },
  { title: "COMMAND", most: 60, givesWay: 2, of: ({ command }) => command },
]

const remarksOf = ({ elsewhere, lastLine, problem }: SessionView, width: number): ReadonlyArray<string> =>
  [problem, elsewhere === null ? null : runsElsewhere("it", elsewhere), lastLine].flatMap((remark) =>
    remark === null ? [] : [dim(fit(`  ${printable(remark)}`, width))],
  )

const coloured = (state: SessionState, text: string): string => {
  switch (state) {
    case "starting":
    case "running":
      return bold(text)
    case "exited":
      return green(text)
    case "unknown":
    case "restarting":
    case "stopping":
    case "stopped":
      return yellow(text)
    case "damaged":
    case "failed":
    case "lost":
      return red(text)
  }
}
