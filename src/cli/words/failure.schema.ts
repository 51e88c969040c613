import * as Schema from "effect/Schema"

import { ErrorReport } from "../../errorReport.schema.ts"

export const ErrorDocument = Schema.Struct({ error: ErrorReport }).annotations({
  identifier: "error",
  description: "Any command with --json that fails, on stdout",
})
export type ErrorDocument = typeof ErrorDocument.Type

export const documents = [ErrorDocument]
