import * as Schema from "effect/Schema"

/** Four counts that do not overlap: their sum is what the run has used. */
export const Usage = Schema.Struct({
  input_tokens: Schema.optional(Schema.Number),
  cache_creation_input_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  cache_read_input_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  output_tokens: Schema.optional(Schema.Number),
})
export type Usage = typeof Usage.Type

/** What Claude Code 2.1.329 prints with `--output-format stream-json --verbose`. Keys that are not used are left out. */
export const Line = Schema.Union(
  Schema.Struct({
    type: Schema.Literal("system"),
    subtype: Schema.Literal("init"),
    session_id: Schema.String,
    model: Schema.optional(Schema.String),
  }),
  Schema.Struct({
    type: Schema.Literal("system"),
    subtype: Schema.Literal("api_retry"),
    attempt: Schema.Number,
    max_retries: Schema.Number,
    error: Schema.optional(Schema.NullOr(Schema.String)),
    error_status: Schema.optional(Schema.NullOr(Schema.Number)),
  }),
  Schema.Struct({
    type: Schema.Literal("assistant"),
    message: Schema.Struct({ content: Schema.Array(Schema.Unknown) }),
    /** Set where Claude Code has made up the message, since the API gave no answer. */
    error: Schema.optional(Schema.NullOr(Schema.String)),
  }),
  Schema.Struct({
    type: Schema.Literal("user"),
    message: Schema.Struct({ content: Schema.Unknown }),
  }),
  Schema.Struct({
    type: Schema.Literal("result"),
    subtype: Schema.String,
    is_error: Schema.Boolean,
    result: Schema.optional(Schema.String),
    errors: Schema.optional(Schema.Array(Schema.String)),
    num_turns: Schema.optional(Schema.Number),
    duration_ms: Schema.optional(Schema.Number),
    total_cost_usd: Schema.optional(Schema.Number),
    usage: Schema.optional(Usage),
  }),
)
export type Line = typeof Line.Type

export const ToolUse = Schema.Struct({
  type: Schema.Literal("tool_use"),
  id: Schema.String,
  name: Schema.String,
  input: Schema.Unknown,
})
export type ToolUse = typeof ToolUse.Type

export const ToolResult = Schema.Struct({
  type: Schema.Literal("tool_result"),
  tool_use_id: Schema.String,
  is_error: Schema.optional(Schema.NullOr(Schema.Boolean)),
  content: Schema.optional(Schema.Unknown),
})
export type ToolResult = typeof ToolResult.Type

export const records = { Line, ToolUse, ToolResult }
