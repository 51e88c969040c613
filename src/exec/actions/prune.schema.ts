import * as Schema from "effect/Schema"

const text = (description: string) => Schema.String.annotations({ description })

/** An ended command whose files are to be removed. */
export const PrunableCommand = Schema.Struct({
  id: text("The id of the command"),
  directory: text("The directory with its files"),
  endedAt: text("When it ended; ISO 8601, in UTC"),
})
export type PrunableCommand = typeof PrunableCommand.Type
