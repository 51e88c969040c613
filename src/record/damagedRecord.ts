import { dirname } from "node:path"

import { TaggedError } from "../taggedError.ts"
import { type Description, quote } from "../words.ts"

/** A record holds something else than a record. Its subject may run all the same, so both are left alone. */
export class DamagedRecord extends TaggedError("DamagedRecord")<{
  /** The path of the file. */
  readonly source: string
  readonly fault: "missing" | "empty" | "unreadable" | "no JSON" | "invalid"
}> {}

/** Worded here, not in cli/, since a list shows the words for each record that cannot be read. */
export const describeDamagedRecord = ({ fault, source }: DamagedRecord): Description => ({
  message: `${quote(source)} is damaged: ${faults[fault]}`,
  hint: `look into it; remove ${quote(dirname(source))} when it is of no use`,
})

const faults: Readonly<Record<DamagedRecord["fault"], string>> = {
  missing: "it is missing",
  empty: "it is empty, or has only blanks or zero bytes",
  unreadable: "it cannot be read",
  "no JSON": "it is no JSON",
  invalid: "a field is missing or has a wrong value",
}
