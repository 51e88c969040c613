import * as Effect from "effect/Effect"

import { answer, printError } from "../../os/console.ts"
import { quote } from "../../os/fileError.ts"
import { parseSessionName } from "../../sessions/session.ts"
import { type Awaited, waitFor } from "../../sessions/wait.ts"
import { printable } from "../../terminal/printable.ts"
import { UsageError } from "../errors.ts"
import { execute, exitCodeTimedOut, type SessionFlags, socketFrom } from "./execute.ts"
import { describeEnd } from "./words.ts"

export interface WaitFlags extends SessionFlags {
  readonly ready?: string
  readonly idle: boolean
  readonly exit: boolean
  readonly timeout?: number
}

const defaultTimeoutSeconds = 15

/** Waits until the session is as it was asked for, and prints the line that shows it. */
export const wait = (flags: WaitFlags, given: string): Promise<number> => {
  const { json, timeout = defaultTimeoutSeconds } = flags
  const command = Effect.gen(function* () {
    const name = yield* parseSessionName(given)
    const awaited = yield* readAwaited(flags)
    const waited = yield* waitFor(name, yield* socketFrom(flags), awaited, timeout)
    const { session } = waited
    const timedOut = waited._tag === "TimedOut"
    const line = waited._tag === "Met" ? waited.line : null
    if (json) yield* answer(`${JSON.stringify({ ...session, timedOut, line })}\n`)
    else if (timedOut)
      printError(`outlive session wait: ${name} is ${session.state}; the time is over after ${timeout} s`)
    else
      yield* answer(
        awaited._tag === "Ready"
          ? `${printable(line ?? "")}\n`
          : awaited._tag === "Idle"
            ? ""
            : `${describeEnd(session)}\n`,
      )
    return timedOut ? exitCodeTimedOut : 0
  })
  return execute("wait", command, flags)
}

const readAwaited = ({ exit, idle, ready }: WaitFlags): Effect.Effect<Awaited, UsageError> => {
  const wanted: ReadonlyArray<Awaited> = [
    ...(ready === undefined ? [] : [{ _tag: "Ready", pattern: /(?:)/ } as const]),
    ...(idle ? [{ _tag: "Idle" } as const] : []),
    ...(exit ? [{ _tag: "Exit" } as const] : []),
  ]
  const [awaited, ...others] = wanted
  if (awaited === undefined || others.length > 0) {
    return Effect.fail(
      new UsageError({
        message: `it waits for one thing, and ${wanted.length === 0 ? "none" : "several"} was given`,
        hint: "give --ready REGEX, --idle or --exit",
      }),
    )
  }
  return ready === undefined
    ? Effect.succeed(awaited)
    : Effect.map(readPattern(ready), (pattern) => ({ _tag: "Ready", pattern }))
}

/** With Unicode, where the expression can be read that way. */
const readPattern = (text: string): Effect.Effect<RegExp, UsageError> => {
  for (const flags of ["u", ""]) {
    try {
      return Effect.succeed(new RegExp(text, flags))
    } catch {
      // Without Unicode more is allowed.
    }
  }
  return Effect.fail(
    new UsageError({ message: `--ready ${quote(text)} is no regular expression`, hint: "write it as in JavaScript" }),
  )
}
