import type { ErrorReport } from "../../errorReport.schema.ts"
import { printError, printLine } from "../../os/terminal/print.ts"
import { type Description, toLine } from "../../words.ts"
import type { ErrorDocument } from "./failure.schema.ts"

/** The user's words are wrong. */
export const exitCodeUsage = 2

/** A request that was understood could not be carried out. */
export const exitCodeRefused = 1

/** The program is wrong, not its user. (sysexits.h, EX_SOFTWARE) */
export const exitCodeInternalFault = 70

/** Reports an error of `program`: as one line on stderr, or as a JSON document on stdout. */
export const report = (program: string, error: ErrorReport, json: boolean): void => {
  if (json) printLine(toJson(error))
  else printError(`${program}: ${toLine(error)}`)
}

/** Reports that the words after `program` are wrong; gives the exit code. */
export const reportUsage = (program: string, why: Description, json: boolean): number => {
  report(program, usageError(why), json)
  return exitCodeUsage
}

export const usageError = (why: Description): ErrorReport => ({ code: "UsageError", ...why })

/** An error as the JSON document that `--json` promises. */
export const toJson = ({ code, hint, message }: ErrorReport): string =>
  JSON.stringify({ error: { code, message, hint } } satisfies ErrorDocument)
