import * as Effect from "effect/Effect"

import { quoteForShell } from "../../os/process/shell.ts"
import { type BadSocket, checkSocket, chooseSocket } from "../../tmux/socket.ts"
import type { CommandError } from "../words/errors.ts"
import { execute as executeCommand, isUsageError } from "../words/execute.ts"
import { exitCodeUsage } from "../words/failure.ts"

/** The flags of every command over sessions. */
export interface SessionFlags {
  readonly socket?: string
  readonly json: boolean
}

/** There is no such session. */
export const exitCodeNoSession = 3

/** The chosen socket, checked: no other user controls it. */
export const socketFrom = ({ socket }: SessionFlags): Effect.Effect<string, BadSocket> => {
  const chosen = chooseSocket(socket)
  return Effect.as(checkSocket(chosen), chosen)
}

/** `text` with `--socket` in the commands that it names, if it was given: without it they would ask another server. */
export const withSocket = ({ socket }: SessionFlags, text: string): string =>
  socket === undefined
    ? text
    : text.replaceAll(/outlive session [a-z]+/g, (name) => `${name} --socket ${quoteForShell(chooseSocket(socket))}`)

/** Runs a command over sessions to its exit code. */
export const execute = (
  name: string,
  command: Effect.Effect<number, CommandError>,
  flags: SessionFlags,
  exitCodes: Partial<Record<CommandError["_tag"], number>> = {},
): Promise<number> =>
  executeCommand(`outlive session ${name}`, command, {
    json: flags.json,
    hintFor: (hint) => withSocket(flags, hint),
    exitCodeOf: (error) => exitCodes[error._tag] ?? usualExitCode(error),
  })

const usualExitCode = (error: CommandError): number => {
  if (error._tag === "UnknownSession") return exitCodeNoSession
  return isUsageError(error) ? exitCodeUsage : 1
}
