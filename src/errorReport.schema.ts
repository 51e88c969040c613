import * as Schema from "effect/Schema"

/** An error in a form for programs. */
export const ErrorReport = Schema.Struct({
  code: Schema.String.annotations({ description: "The kind of error; docs/errors.md lists them all" }),
  message: Schema.String.annotations({ description: "What was given, and what is wrong with it" }),
  hint: Schema.String.annotations({ description: "What to do" }),
})
export type ErrorReport = typeof ErrorReport.Type
