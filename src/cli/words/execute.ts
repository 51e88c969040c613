import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"

import { internalFault } from "../../internalFault.ts"
import type { ProgramEnd } from "../../os/process/signals.ts"
import { namedStack } from "../../recordDefect.ts"
import { type CommandError, describe } from "./errors.ts"
import { exitCodeInternalFault, exitCodeUsage, report } from "./failure.ts"

export interface ExecuteOptions {
  /** The exit code of an error; by default 2 for a usage error and 1 for any other. */
  readonly exitCodeOf?: (error: CommandError) => number
  /** Errors are JSON documents on stdout instead of lines on stderr. */
  readonly json?: boolean
  /** Adapts the hint to the command's flags. */
  readonly hintFor?: (hint: string) => string
}

/** The errors that lie in a command's words. */
const usageErrors: ReadonlySet<CommandError["_tag"]> = new Set([
  ...(["InvalidPair", "InvalidSessionName", "InvalidTaskName", "UsageError"] as const),
])

/** Whether the user's words are at fault. */
export const isUsageError = ({ _tag }: CommandError): boolean => usageErrors.has(_tag)

/** Runs a command to its end. An error is one line on stderr, after the name of the program. */
export const execute = async <End extends ProgramEnd>(
  program: string,
  command: Effect.Effect<End, CommandError>,
  {
    exitCodeOf = (error) => (isUsageError(error) ? exitCodeUsage : 1),
    hintFor = (hint) => hint,
    json = false,
  }: ExecuteOptions = {},
): Promise<End | number> => {
  const exit = await Effect.runPromiseExit(command)
  if (Exit.isSuccess(exit)) return exit.value
  const failure = Cause.failureOption(exit.cause)
  if (Option.isSome(failure)) {
    const { hint, message } = describe(failure.value)
    report(program, { code: failure.value._tag, message, hint: hintFor(hint) }, json)
    return exitCodeOf(failure.value)
  }
  report(program, { code: "InternalFault", ...internalFault(Cause.squash(exit.cause), namedStack(exit.cause)) }, json)
  return exitCodeInternalFault
}
