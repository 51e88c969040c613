import type { Description } from "./words.ts"

/** The message for a bug in outlive. */
export const internalFault = (error: unknown): Description => ({
  message: `outlive has a fault: ${String(error).split("\n")[0]}`,
  hint: "please report it",
})
