import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { offerLine } from "../../os/terminal/print.ts"
import { followOutput, lastLinesOf } from "../../sessions/commands/tail.ts"
import { findSession, parseNameOfAny } from "../../sessions/session.ts"
import { isRunning } from "../../sessions/sessionState.ts"
import { printable } from "../../terminal/printable.ts"
import { awaitNoReader } from "../screen/awaitNoReader.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import type { TailDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"

export interface TailFlags extends SessionFlags {
  readonly lines?: number
  readonly follow: boolean
}

const defaultLines = 30

/** Shows the last lines of the pane's history; after the session's end, those of its log. */
export const tail = (flags: TailFlags, given: string): Promise<number> => {
  const { follow, json, lines = defaultLines } = flags
  const command = Effect.gen(function* () {
    if (follow && json) {
      return yield* new UsageError({ message: "--follow prints lines, and --json one document", hint: "leave one out" })
    }
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const session = yield* findSession(name, socket)
    if (follow && isRunning(session.view.state)) {
      yield* Effect.raceFirst(
        followOutput(session, lines, (line) => offerLine(printable(line))),
        awaitNoReader,
      )
      return 0
    }
    const text = printable(yield* lastLinesOf(session, lines))
    if (json) {
      const document = { name, state: session.view.state, lines: text.split("\n").slice(0, -1) }
      yield* answer(documentLine<TailDocument>(document))
      return 0
    }
    yield* answer(text)
    return 0
  })
  return execute("tail", command, flags)
}
