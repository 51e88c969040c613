import { fstatSync, statSync } from "node:fs"

import type { ProgramEnd } from "./signals.ts"

/** Ends this process. What that takes at a terminal, and for a signal, is not loaded otherwise: it costs milliseconds. */
export const endWith = async (end: ProgramEnd): Promise<never> => {
  if (typeof end === "number" && ![0, 1, 2].some(mayBeTerminal)) return process.exit(end)
  const { endCarefully } = await import("./carefulEnd.ts")
  return endCarefully(end)
}

/** Whether the descriptor is a device other than `/dev/null`. */
const mayBeTerminal = (descriptor: number): boolean => {
  try {
    const status = fstatSync(descriptor)
    return status.isCharacterDevice() && status.rdev !== statSync("/dev/null").rdev
  } catch {
    // It is closed.
    return false
  }
}
