import { writeAtomically } from "../../os/files/atomicFile.ts"
import { type Content, encode, type Format, readRecord } from "../../record/format.ts"
import { pathOf } from "./files.ts"
import type { StopOrder } from "./record.schema.ts"
import { isStopOrder } from "./record.validators.ts"

/*
 * An order to a session's host to end it, in `stop.json`; it is heeded when the host gets TERM.
 */

export type { StopOrder } from "./record.schema.ts"

const format: Format<StopOrder> = { version: 1, isValid: isStopOrder }

/** Gives the order to the host of the session in `directory`. Throws what the system says where it cannot be written. */
export const giveStopOrder = (directory: string, order: Content<StopOrder>): void =>
  writeAtomically(pathOf(directory, "stop.json"), `${JSON.stringify(encode(format, order))}\n`)

/**
 * The order that the host of the session in `directory` has; `undefined` where it has none that it understands: a newer
 * version that gave it ends a host that does not heed it.
 */
export const stopOrderIn = (directory: string): StopOrder | undefined => {
  const order = readRecord(format, pathOf(directory, "stop.json"))
  return order._tag === "Decoded" ? order.value : undefined
}
