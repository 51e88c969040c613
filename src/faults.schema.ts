import * as Schema from "effect/Schema"

const text = (description: string) => Schema.String.annotations({ description })

/** A file of defects that is to be removed. */
export const PrunableFaults = Schema.Struct({
  path: text("The file"),
  endedAt: text("When the last of its defects was written down; ISO 8601, in UTC"),
})
export type PrunableFaults = typeof PrunableFaults.Type
