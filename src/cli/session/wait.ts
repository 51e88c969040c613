import * as Effect from "effect/Effect"

import { exitCodeTimedOut } from "../../os/process/signals.ts"
import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import { type Awaited, type Waited, waitFor } from "../../sessions/commands/wait.ts"
import { parseNameOfAny } from "../../sessions/session.ts"
import { printable } from "../../terminal/printable.ts"
import { quote } from "../../words.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import type { WaitDocument } from "./documents.schema.ts"
import { execute, type SessionFlags, socketFrom } from "./execute.ts"
import { describeEnd } from "./words.ts"

export interface WaitFlags extends SessionFlags {
  readonly ready?: string
  readonly idle: boolean
  readonly exit: boolean
  readonly timeout?: number
}

const defaultTimeoutSeconds = 15

/** Waits until the session is ready, idle or ended, and prints the line that shows it. */
export const wait = (flags: WaitFlags, given: string): Promise<number> => {
  const { json, timeout = defaultTimeoutSeconds } = flags
  const command = Effect.gen(function* () {
    const awaited = yield* readAwaited(flags)
    const socket = yield* socketFrom(flags)
    const name = yield* parseNameOfAny(given, socket)
    const waited = yield* waitFor(name, socket, awaited, timeout)
    const { session } = waited
    const timedOut = waited._tag === "TimedOut"
    const line = waited._tag === "Met" ? waited.line : null
    if (json) yield* answer(documentLine<WaitDocument>({ ...session, timedOut, line }))
    else if (timedOut)
      printError(`outlive session wait: ${name} is ${session.state}; the time is over after ${timeout} s`)
    else yield* answer(wordsFor(awaited, waited, line))
    return timedOut ? exitCodeTimedOut : 0
  })
  return execute("wait", command, flags)
}

const wordsFor = (awaited: Awaited, { session }: Waited, line: string | null): string => {
  switch (awaited._tag) {
    case "Ready":
      return `${printable(line ?? "")}\n`
    case "Idle":
      return ""
    case "Exit":
      return `${describeEnd(session)}\n`
  }
}

const readAwaited = ({ exit, idle, ready }: WaitFlags): Effect.Effect<Awaited, UsageError> => {
  const wanted = [ready !== undefined, idle, exit].filter(Boolean).length
  if (wanted !== 1) {
    const message = `it waits for one thing, and ${wanted === 0 ? "none was" : "several were"} given`
    return Effect.fail(new UsageError({ message, hint: "give --ready REGEX, --idle or --exit" }))
  }
  if (ready === undefined) return Effect.succeed(idle ? { _tag: "Idle" } : { _tag: "Exit" })
  return Effect.map(readPattern(ready), (pattern) => ({ _tag: "Ready", pattern }))
}

/** Reads the expression in Unicode mode if that is possible. */
const readPattern = (text: string): Effect.Effect<RegExp, UsageError> => {
  for (const flags of ["u", ""]) {
    try {
      return Effect.succeed(new RegExp(text, flags))
    } catch {
      // Unicode mode is stricter: an expression may be valid without it.
    }
  }
  return Effect.fail(
    new UsageError({ message: `--ready ${quote(text)} is no regular expression`, hint: "write it as in JavaScript" }),
  )
}
