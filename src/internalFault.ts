import { recordFault } from "./faults.ts"
import type { Description } from "./words.ts"

/** The message for a bug in outlive, which is written to the log of faults as well. */
export const internalFault = (error: unknown, stack?: string): Description => {
  recordFault(error, stack)
  return { message: `outlive has a fault: ${String(error).split("\n")[0]}`, hint: "please report it" }
}
