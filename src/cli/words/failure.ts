import { printError, printLine } from "../../os/terminal/print.ts"
import { type Description, toLine } from "../../words.ts"

/** The user's words are wrong. */
export const exitCodeUsage = 2

/** A request that was understood could not be carried out. */
export const exitCodeRefused = 1

/** The program is wrong, not its user. (sysexits.h, EX_SOFTWARE) */
export const exitCodeInternalFault = 70

/** Tells why `command` does not do what it was asked for; gives the exit code. */
export const refuse = (command: string, why: Description, exitCode: number, json: boolean): number => {
  report(command, exitCode === exitCodeUsage ? "UsageError" : "Refused", why, json)
  return exitCode
}

/** Tells of an error of `program`: in one line on stderr, or as a JSON document on stdout. */
export const report = (program: string, code: string, description: Description, json: boolean): void => {
  if (json) printLine(toJson(code, description))
  else printError(`${program}: ${toLine(description)}`)
}

/** An error as the JSON document that `--json` promises. */
export const toJson = (code: string, { hint, message }: Description): string =>
  JSON.stringify({ error: { code, message, hint } })
