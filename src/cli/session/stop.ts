import { readSync, writeSync } from "node:fs"

import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { defaultGraceSeconds, stopAll, stopSession } from "../../sessions/commands/stop.ts"
import { allSessions, findSession, parseNameOfAny } from "../../sessions/session.ts"
import { isRunning } from "../../sessions/sessionState.ts"
import { withoutTrace } from "../../sessions/view.ts"
import { documentLine } from "../words/document.ts"
import { NotConfirmed, UsageError } from "../words/errors.ts"
import type { StopAllDocument, StopDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"
import { countOf } from "./words.ts"

export interface StopFlags extends SessionFlags {
  readonly grace?: number
  readonly all: boolean
  readonly yes: boolean
}

/** Ends a session, or all of them with their server. */
export const stop = (flags: StopFlags, given?: string): Promise<number> => {
  const { all, grace = defaultGraceSeconds, json } = flags
  const command = Effect.gen(function* () {
    if (all === (given !== undefined)) {
      return yield* new UsageError({
        message: all ? "--all takes no name" : "there is no name",
        hint: "give the name of a session, or --all",
      })
    }
    const socket = yield* socketFrom(flags)
    if (given === undefined) return yield* stopEverything(flags, socket, grace)
    const name = yield* parseNameOfAny(given, socket)
    const session = yield* findSession(name, socket)
    const stopped = yield* stopSession(session, grace)
    const view = yield* findSession(name, socket).pipe(
      Effect.map((present) => present.view),
      // A session of plain tmux leaves no record.
      Effect.orElseSucceed(() => withoutTrace(session.view, "stopped")),
    )
    if (json) yield* answer(documentLine<StopDocument>({ ...view, stopped }))
    else yield* answer(stopped ? `${name} is stopped\n` : `${name} had ended already: ${view.state}\n`)
    return 0
  })
  return execute("stop", command, flags)
}

const stopEverything = ({ json, yes }: StopFlags, socket: string, grace: number) =>
  Effect.gen(function* () {
    const running = (yield* allSessions(socket)).filter(({ state }) => isRunning(state))
    if (!yes && isTerminal(0) && running.length > 0 && !isConfirmed(`End ${countOf(running.length)} on ${socket}?`)) {
      return yield* new NotConfirmed({ socket })
    }
    const names = yield* stopAll(socket, grace)
    if (json) yield* answer(documentLine<StopAllDocument>({ socket, stopped: names }))
    else
      yield* answer(
        names.length === 0
          ? `There is no session on ${socket}.\n`
          : names.map((name) => `${name} is stopped\n`).join(""),
      )
    return 0
  })

/** Asks on stderr: stdout may be a file or a pipe. */
const isConfirmed = (question: string): boolean => {
  writeSync(2, `${question} [y/N] `)
  const line = Buffer.alloc(80)
  return /^y(es)?$/i.test(line.toString("utf8", 0, readSync(0, line)).trim())
}
