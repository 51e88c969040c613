import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { lineModeOf } from "../../os/terminal/lineMode.ts"
import type { Pane } from "../../tmux/panes.ts"
import { pressKeys, type Typed, typeText } from "../../tmux/typing.ts"
import {
  findSession,
  type LookError,
  ServerUnusable,
  type Session,
  SessionEnded,
  type UnknownSession,
} from "../session.ts"

/** A running session, and its pane. */
export type Live = Session & { readonly pane: Pane }

/** The program reads whole lines, and the text has a line that is too long for its terminal, which would drop the rest. */
export class LineTooLong extends Data.TaggedError("LineTooLong")<{
  readonly name: string
  readonly bytes: number
  readonly mostBytes: number
}> {}

/** What can keep text or keys from a session. */
export type SendError = LineTooLong | LookError | SessionEnded | UnknownSession

/** Pastes `text` to the session's program, byte for byte, then presses Enter if `enter` says so. */
export const sendText = (session: Live, text: Uint8Array, enter: boolean): Effect.Effect<void, SendError> =>
  Effect.gen(function* () {
    yield* checkLines(session, text)
    yield* accepted(session, typeText(session, session.pane.version, text, enter))
  })

/** Presses keys in the session's pane, by tmux's names for them. */
export const sendKeys = (session: Live, keys: ReadonlyArray<string>): Effect.Effect<void, SendError> =>
  Effect.suspend(() => accepted(session, pressKeys(session, session.pane.version, keys)))

const accepted = (session: Live, typed: Typed): Effect.Effect<void, SendError> => {
  switch (typed._tag) {
    case "Typed":
      return Effect.void
    case "Refused":
      return Effect.fail(new ServerUnusable({ socket: session.socket, said: typed.said }))
    case "SessionGone":
      return Effect.flatMap(findSession(session.name, session.socket), ({ view }) =>
        Effect.fail(new SessionEnded({ name: session.name, session: view })),
      )
  }
}

/** The longest unfinished line that the kernel keeps for a program that reads lines. (termios(3), MAX_CANON) */
const mostLineBytes = process.platform === "linux" ? 4095 : 1023

const lineFeed = 0x0a
const carriageReturn = 0x0d

const checkLines = ({ name, pane }: Live, text: Uint8Array): Effect.Effect<void, LineTooLong> =>
  Effect.suspend(() => {
    const bytes = longestLine(text)
    return bytes > mostLineBytes && lineModeOf(pane.terminal).isLineByLine
      ? Effect.fail(new LineTooLong({ name, bytes, mostBytes: mostLineBytes }))
      : Effect.void
  })

const longestLine = (text: Uint8Array): number => {
  let longest = 0
  let length = 0
  for (const byte of text) {
    length = byte === lineFeed || byte === carriageReturn ? 0 : length + 1
    if (length > longest) longest = length
  }
  return longest
}
