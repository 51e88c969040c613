import * as Schema from "effect/Schema"

/** A process, as a record names it. */
export const Process = Schema.Struct({
  pid: Schema.Number,
  /** The system's note of its start, which tells it from later processes of the same number. */
  mark: Schema.String,
  /** Where the number is valid. */
  place: Schema.optionalWith(Schema.String, { exact: true }),
})
