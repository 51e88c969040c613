import * as Schema from "effect/Schema"

import type { EventReader } from "../agent.ts"
import type { AgentEvent } from "../event.ts"
import { aboutOf, readerOf } from "../reading.ts"

/** What the Gemini CLI 0.61.0 prints with `--output-format stream-json`. Keys that are not used are left out. */
const Line = Schema.Union(
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

export const readEvent: EventReader = readerOf(Line, (line): ReadonlyArray<AgentEvent> => {
  switch (line.type) {
    case "init":
      return [{ _tag: "Began", conversation: line.session_id, model: line.model }]
    case "message":
      return line.role === "assistant" ? [{ _tag: "Said", text: line.content, continues: line.delta === true }] : []
    case "tool_use":
      return [{ _tag: "ToolBegan", call: line.tool_id, tool: line.tool_name, about: aboutOf(line.parameters) }]
    case "tool_result":
      return [{ _tag: "ToolEnded", call: line.tool_id, failed: line.status !== "success", output: line.output ?? "" }]
    case "error":
      return [{ _tag: "Complained", text: line.message, code: undefined }]
    case "result":
      return [
        {
          _tag: "Answered",
          failed: line.status !== "success",
          text: line.error?.message,
          turns: undefined,
          seconds: line.stats?.duration_ms === undefined ? undefined : line.stats.duration_ms / 1000,
          dollars: undefined,
          tokens: line.stats?.total_tokens,
        },
      ]
  }
})
