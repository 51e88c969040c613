import type { Description } from "./words.ts"

/** What should never happen, in words. */
export const internalFault = (error: unknown): Description => ({
  message: `outlive has a fault: ${String(error).split("\n")[0]}`,
  hint: "please report it",
})
