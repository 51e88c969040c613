import * as Effect from "effect/Effect"

import { lastArgument } from "../../os/process/arguments.ts"
import { answer } from "../../os/terminal/console.ts"
import { asTmuxNamesIt, isKey, keyNames, tmuxNameOf } from "../../sessions/commands/keys.ts"
import { sendKeys, sendText } from "../../sessions/commands/send.ts"
import { findRunning, parseNameOfAny } from "../../sessions/session.ts"
import { quote } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { nearest } from "../words/nearest.ts"
import { readStandardInput } from "../words/standardInput.ts"
import type { KeysDocument, TextDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"

/** Types text into the session's pane, then Enter. */
export const send = (flags: SessionFlags, name: string, text?: string): Promise<number> =>
  typing("send", flags, name, text)

/** Types text, and nothing after it. */
export const type = (flags: SessionFlags, name: string, text?: string): Promise<number> =>
  typing("type", flags, name, text)

/** Presses keys. */
export const keys = (flags: SessionFlags, name: string, ...words: ReadonlyArray<string>): Promise<number> =>
  pressing("keys", flags, name, words)

/** Presses Ctrl-C. */
export const interrupt = (flags: SessionFlags, name: string): Promise<number> =>
  pressing("interrupt", flags, name, ["C-c"])

const typing = (program: "send" | "type", flags: SessionFlags, given: string, word: string | undefined) => {
  const command = Effect.gen(function* () {
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const text = word === undefined ? yield* readStandardInput(noText) : lastArgument(word)
    const session = yield* findRunning(name, socket)
    yield* sendText(session, text, program === "send")
    if (flags.json) yield* answer(documentLine<TextDocument>({ name, bytes: text.length }))
    return 0
  })
  return execute(program, command, flags)
}

const noText = {
  message: "there is no text: stdin is a terminal",
  hint: "give it after the name, or pipe it in",
}

const pressing = (program: "keys" | "interrupt", flags: SessionFlags, given: string, words: ReadonlyArray<string>) => {
  const command = Effect.gen(function* () {
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const pressed = words.map(asTmuxNamesIt)
    for (const word of pressed) if (!isKey(word)) return yield* noKey(word)
    yield* sendKeys(yield* findRunning(name, socket), pressed)
    if (flags.json) yield* answer(documentLine<KeysDocument>({ name, keys: pressed }))
    return 0
  })
  return execute(program, command, flags)
}

const noKey = (word: string) => {
  const like = tmuxNameOf(word) ?? nearest(word, keyNames)
  return new UsageError({
    message: `${quote(word)} is no key`,
    hint:
      like === undefined
        ? "use tmux's names, as C-c, Up, Enter; text goes with: session type"
        : `did you mean ${like}?`,
  })
}
