import * as Schema from "effect/Schema"

/* Fields that several documents about commands have. */

export const count = Schema.Int.pipe(Schema.nonNegative())

export const epochMillis = count.annotations({ description: "In milliseconds since the epoch" })

export const sessionId = Schema.String.pipe(Schema.pattern(/^[a-z]+-[a-z]+(-[0-9]{1,9})?$/)).annotations({
  description: "The id of the command",
})

/** How a command ended. */
export const exitFields = {
  exitCode: Schema.NullOr(Schema.Int.pipe(Schema.between(0, 255))).annotations({
    description: "null where a signal ended it, or its end was not seen",
  }),
  exitSignal: Schema.optionalWith(Schema.String.pipe(Schema.pattern(/^SIG[A-Z0-9]+$/)), { exact: true }).annotations({
    description: "The signal that ended it, as SIGKILL",
  }),
  timedOut: Schema.Boolean.annotations({ description: "It was ended because its time was over" }),
}
