import { type Content, decode, type Decoded, encode, type Format } from "../../record/format.ts"
import type { FromSupervisor, ToSupervisor } from "./messages.schema.ts"
import { isFromSupervisor, isToSupervisor } from "./messages.validators.ts"

export type { Ended, FromSupervisor, Order, Started, ToSupervisor, WhyNotStarted } from "./messages.schema.ts"

/*
 * Starter and supervisor are the same program, unless that was replaced between their starts. A supervisor of a newer version
 * tells its starter only what the format of the starter's order has; one that does not understand an order says so.
 */

const toSupervisor: Format<ToSupervisor> = { version: 1, isValid: isToSupervisor }
const fromSupervisor: Format<FromSupervisor> = { version: 1, isValid: isFromSupervisor }

export const encodeToSupervisor = (message: Content<ToSupervisor>) => encode(toSupervisor, message)
export const decodeToSupervisor = (value: unknown): Decoded<ToSupervisor> =>
  decode(toSupervisor, value, "an order to a supervisor")

export const encodeFromSupervisor = (message: Content<FromSupervisor>) => encode(fromSupervisor, message)
export const decodeFromSupervisor = (value: unknown): Decoded<FromSupervisor> =>
  decode(fromSupervisor, value, "a message of a supervisor")
