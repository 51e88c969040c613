import type { Description } from "../words.ts"
import { type DamagedRecord, describeDamagedRecord } from "./damagedRecord.ts"
import { describeNewerFormat, type NewerFormat } from "./newerFormat.ts"

/** Why a record cannot be used. It is shown, and neither it nor its subject is touched. */
export type Unusable = DamagedRecord | NewerFormat

export const describeUnusable = (why: Unusable): Description =>
  why._tag === "NewerFormat" ? describeNewerFormat(why) : describeDamagedRecord(why)

/** The state of a subject with such a record, and the version of outlive that keeps it, if that is known. */
export const unusableFacts = (why: Unusable) =>
  why._tag === "NewerFormat"
    ? ({ state: "unknown", writer: why.writer ?? null } as const)
    : ({ state: "damaged", writer: null } as const)

/** Whether reading has found such a record. */
export const isUnusable = <A extends { readonly _tag: string }>(read: A | Unusable): read is Unusable =>
  read._tag === "NewerFormat" || read._tag === "DamagedRecord"
