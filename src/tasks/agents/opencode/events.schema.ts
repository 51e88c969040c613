import * as Schema from "effect/Schema"

import { Text } from "../reading.schema.ts"

/** What OpenCode 1.18.33 prints with `run --format json`. Keys that are not used are left out. */
export const Line = Schema.Union(
  Schema.Struct({ type: Schema.Literal("step_start"), sessionID: Schema.String }),
  Schema.Struct({ type: Schema.Literal("text"), part: Text }),
  Schema.Struct({
    type: Schema.Literal("tool_use"),
    part: Schema.Struct({
      tool: Schema.String,
      callID: Schema.String,
      state: Schema.Struct({
        status: Schema.String,
        input: Schema.optional(Schema.Unknown),
        output: Schema.optional(Schema.String),
        error: Schema.optional(Schema.String),
      }),
    }),
  }),
  Schema.Struct({
    type: Schema.Literal("step_finish"),
    part: Schema.Struct({
      reason: Schema.String,
      cost: Schema.optional(Schema.Number),
      tokens: Schema.optional(Schema.Struct({ total: Schema.optional(Schema.Number) })),
    }),
  }),
  Schema.Struct({
    type: Schema.Literal("error"),
    sessionID: Schema.optional(Schema.String),
    error: Schema.Struct({
      name: Schema.String,
      data: Schema.optional(
        Schema.Struct({
          message: Schema.optional(Schema.String),
          isRetryable: Schema.optional(Schema.Boolean),
        }),
      ),
    }),
  }),
)
export type Line = typeof Line.Type

export const records = { Line }
