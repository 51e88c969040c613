import { readFileSync } from "node:fs"

import { writeAtomically } from "../../os/files/atomicFile.ts"
import { pathOf } from "./files.ts"

/** An order to a session's host to end it, in `stop.json`; it is heeded when the host gets TERM. */
export interface StopOrder {
  readonly graceSeconds: number
}

/** Gives the order to the host of the session in `directory`. Throws what the system says where it cannot be written. */
export const giveStopOrder = (directory: string, order: StopOrder): void =>
  writeAtomically(pathOf(directory, "stop.json"), `${JSON.stringify(order)}\n`)

/** The order that the host of the session in `directory` has; `undefined` where it has none. */
export const stopOrderIn = (directory: string): StopOrder | undefined => {
  try {
    const order: unknown = JSON.parse(readFileSync(pathOf(directory, "stop.json"), "utf8"))
    return isStopOrder(order) ? order : undefined
  } catch {
    // There is none.
    return undefined
  }
}

const isStopOrder = (value: unknown): value is StopOrder =>
  typeof value === "object" && value !== null && "graceSeconds" in value && typeof value.graceSeconds === "number"
