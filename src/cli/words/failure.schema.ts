import * as Schema from "effect/Schema"

export const ErrorDocument = Schema.Struct({
  error: Schema.Struct({
    code: Schema.String.annotations({ description: "Tells this error from others; docs/errors.md has them all" }),
    message: Schema.String.annotations({ description: "What was given, and what is wrong with it" }),
    hint: Schema.String.annotations({ description: "What to do" }),
  }),
}).annotations({ identifier: "error", description: "Any command with --json that fails, on stdout" })
export type ErrorDocument = typeof ErrorDocument.Type

export const documents = [ErrorDocument]
