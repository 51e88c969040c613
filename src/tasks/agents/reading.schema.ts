import * as Schema from "effect/Schema"

/** A part of a message that is text. Several agents print it in this form. */
export const Text = Schema.Struct({ type: Schema.Literal("text"), text: Schema.String })
export type Text = typeof Text.Type

export const records = { Text }
