import * as Schema from "effect/Schema"

export const Message = Schema.Struct({
  role: Schema.String,
  content: Schema.Unknown,
  stopReason: Schema.optional(Schema.String),
  errorMessage: Schema.optional(Schema.String),
  usage: Schema.optional(
    Schema.Struct({
      totalTokens: Schema.optional(Schema.Number),
      cost: Schema.optional(Schema.Struct({ total: Schema.optional(Schema.Number) })),
    }),
  ),
})
export type Message = typeof Message.Type

/** What pi 0.73.1 prints with `--mode json`. Keys that are not used are left out. */
export const Line = Schema.Union(
  Schema.Struct({ type: Schema.Literal("session"), id: Schema.String }),
  Schema.Struct({ type: Schema.Literal("message_end"), message: Message }),
  Schema.Struct({
    type: Schema.Literal("tool_execution_start"),
    toolCallId: Schema.String,
    toolName: Schema.String,
    args: Schema.optional(Schema.Unknown),
  }),
  Schema.Struct({
    type: Schema.Literal("tool_execution_end"),
    toolCallId: Schema.String,
    isError: Schema.optional(Schema.Boolean),
    result: Schema.optional(Schema.Struct({ content: Schema.optional(Schema.Unknown) })),
  }),
  Schema.Struct({ type: Schema.Literal("auto_retry_start"), errorMessage: Schema.optional(Schema.String) }),
  Schema.Struct({ type: Schema.Literal("agent_end"), messages: Schema.Array(Schema.Unknown) }),
)
export type Line = typeof Line.Type

export const records = { Line, Message }
