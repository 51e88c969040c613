import * as Schema from "effect/Schema"

/** An error as programs are told of it. */
export const ErrorReport = Schema.Struct({
  code: Schema.String.annotations({ description: "Tells this error from others; docs/errors.md has them all" }),
  message: Schema.String.annotations({ description: "What was given, and what is wrong with it" }),
  hint: Schema.String.annotations({ description: "What to do" }),
})
export type ErrorReport = typeof ErrorReport.Type
