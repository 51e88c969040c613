import * as Schema from "effect/Schema"

/** What the Gemini CLI 0.61.0 prints with `--output-format stream-json`. Keys that are not used are left out. */
export const Line = Schema.Union(
  Schema.Struct({
    type: Schema.Literal("init"),
    session_id: Schema.String,
    model: Schema.optional(Schema.String),
  }),
  Schema.Struct({
    type: Schema.Literal("message"),
    role: Schema.String,
    content: Schema.String,
    delta: Schema.optional(Schema.Boolean),
  }),
  Schema.Struct({
    type: Schema.Literal("tool_use"),
    tool_name: Schema.String,
    tool_id: Schema.String,
    parameters: Schema.optional(Schema.Unknown),
  }),
  Schema.Struct({
    type: Schema.Literal("tool_result"),
    tool_id: Schema.String,
    status: Schema.String,
    output: Schema.optional(Schema.String),
  }),
  Schema.Struct({ type: Schema.Literal("error"), message: Schema.String }),
  Schema.Struct({
    type: Schema.Literal("result"),
    status: Schema.String,
    error: Schema.optional(Schema.Struct({ message: Schema.String })),
    stats: Schema.optional(
      Schema.Struct({ total_tokens: Schema.optional(Schema.Number), duration_ms: Schema.optional(Schema.Number) }),
    ),
  }),
)
export type Line = typeof Line.Type

export const records = { Line }
