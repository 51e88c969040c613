import type { StartAgainError } from "../../sessions/commands/start.ts"
import { host as runHost } from "../../sessions/host/host.ts"

/** `outlive session-host DIRECTORY`: runs the session that is kept there to its end. It starts without Effect. */
export const host = (directory: string): Promise<number> => runHost(directory, whyNotAgain)

const whyNotAgain = async (refusal: StartAgainError): Promise<string> => {
  const [{ toLine }, { describe }] = await Promise.all([import("../../words.ts"), import("../words/errors.ts")])
  return `it cannot be started again: ${toLine(describe(refusal))}`
}
