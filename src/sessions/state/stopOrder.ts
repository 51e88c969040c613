import { writeAtomically } from "../../os/files/atomicFile.ts"
import { type Content, encode, type Format, readRecord } from "../../record/format.ts"
import { pathOf } from "./files.ts"
import type { StopOrder } from "./record.schema.ts"
import { isStopOrder } from "./record.validators.ts"

/*
 * `stop.json` is an order to a session's host to end the session. The host reads it when it gets TERM.
 */

export type { StopOrder } from "./record.schema.ts"

const format: Format<StopOrder> = { version: 1, isValid: isStopOrder }

/** Gives the order to the host of the session in `directory`. Throws the system's error. */
export const giveStopOrder = (directory: string, order: Content<StopOrder>): void =>
  writeAtomically(pathOf(directory, "stop.json"), `${JSON.stringify(encode(format, order))}\n`)

/**
 * The order to the host of the session in `directory`; `undefined` if there is none that this version understands. A
 * newer version ends a host that does not follow its order.
 */
export const stopOrderIn = (directory: string): StopOrder | undefined => {
  const order = readRecord(format, pathOf(directory, "stop.json"))
  return order._tag === "Decoded" ? order.value : undefined
}
