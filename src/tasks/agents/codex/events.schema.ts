import * as Schema from "effect/Schema"

export const Item = Schema.Struct({
  id: Schema.String,
  type: Schema.String,
  text: Schema.optional(Schema.String),
  message: Schema.optional(Schema.String),
  command: Schema.optional(Schema.String),
  aggregated_output: Schema.optional(Schema.String),
  status: Schema.optional(Schema.String),
})
export type Item = typeof Item.Type

/** What Codex 0.169.0 prints with `exec --json`. Keys that are not used are left out. */
export const Line = Schema.Union(
  Schema.Struct({ type: Schema.Literal("thread.started"), thread_id: Schema.String }),
  Schema.Struct({ type: Schema.Literal("item.started", "item.completed"), item: Item }),
  Schema.Struct({
    type: Schema.Literal("turn.completed"),
    usage: Schema.optional(Schema.Struct({ input_tokens: Schema.Number, output_tokens: Schema.Number })),
  }),
  Schema.Struct({ type: Schema.Literal("turn.failed"), error: Schema.Struct({ message: Schema.String }) }),
  Schema.Struct({ type: Schema.Literal("error"), message: Schema.String }),
)
export type Line = typeof Line.Type

export const records = { Line }
