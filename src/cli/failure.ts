import type { Description } from "../os/fileError.ts"

/** The user's words are wrong. */
export const exitCodeUsage = 2

/** The program is wrong, not its user. (sysexits.h, EX_SOFTWARE) */
export const exitCodeInternalFault = 70

/** A refusal, which says in one text what is wrong and what to do, as the other errors are told. */
export const refusalToJson = (text: string, exitCode: number): string => {
  const [message = "", ...rest] = text.split("; ")
  return toJson(exitCode === exitCodeUsage ? "UsageError" : "Refused", { message, hint: rest.join("; ") })
}

/** An error as the JSON document that `--json` promises. */
export const toJson = (code: string, description: Description): string =>
  JSON.stringify({ error: { code, ...description } })
