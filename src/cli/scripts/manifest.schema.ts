import * as Schema from "effect/Schema"

export const ManifestDocument = Schema.Record({ key: Schema.String, value: Schema.String }).annotations({
  identifier: "manifest",
  description: "Every key of a manifest with its value: `outlive manifest show FILE --json`",
})
export type ManifestDocument = typeof ManifestDocument.Type

export const documents = [ManifestDocument]
