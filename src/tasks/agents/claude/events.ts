import * as Schema from "effect/Schema"

import type { EventReader } from "../agent.ts"
import type { AgentEvent } from "../event.ts"
import { aboutOf, outputOf, readerOf, Text } from "../reading.ts"

/** Four counts that do not overlap: their sum is what the run has used. */
const Usage = Schema.Struct({
  input_tokens: Schema.optional(Schema.Number),
  cache_creation_input_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  cache_read_input_tokens: Schema.optional(Schema.NullOr(Schema.Number)),
  output_tokens: Schema.optional(Schema.Number),
})

/** What Claude Code 2.1.329 prints with `--output-format stream-json --verbose`. Keys that are not used are left out. */
const Line = Schema.Union(
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

const ToolUse = Schema.Struct({
  type: Schema.Literal("tool_use"),
  id: Schema.String,
  name: Schema.String,
  input: Schema.Unknown,
})

const ToolResult = Schema.Struct({
  type: Schema.Literal("tool_result"),
  tool_use_id: Schema.String,
  is_error: Schema.optional(Schema.NullOr(Schema.Boolean)),
  content: Schema.optional(Schema.Unknown),
})

const isText = Schema.is(Text)
const isToolUse = Schema.is(ToolUse)
const isToolResult = Schema.is(ToolResult)

const readKnown: EventReader = readerOf(Line, (line): ReadonlyArray<AgentEvent> => {
  switch (line.type) {
    case "system":
      return line.subtype === "init"
        ? [{ _tag: "Began", conversation: line.session_id, model: line.model }]
        : [{ _tag: "Complained", code: undefined, text: retryInWords(line) }]
    case "assistant":
      // The result has the text of the API's refusal too, but only this line has its code.
      if (line.error) return [{ _tag: "Complained", code: line.error, text: textOf(line.message.content) }]
      return line.message.content.flatMap((block): ReadonlyArray<AgentEvent> => {
        if (isText(block)) return [{ _tag: "Said", text: block.text, continues: false }]
        if (!isToolUse(block)) return []
        return [{ _tag: "ToolBegan", call: block.id, tool: block.name, about: aboutOf(block.input) }]
      })
    case "user": {
      const { content } = line.message
      return (Array.isArray(content) ? content : []).filter(isToolResult).map((block) => ({
        _tag: "ToolEnded",
        call: block.tool_use_id,
        failed: block.is_error === true,
        output: outputOf(block.content),
      }))
    }
    case "result":
      return [
        {
          _tag: "Answered",
          // The subtype is `success` even where a call of the API has failed.
          failed: line.is_error || line.subtype !== "success",
          text: line.result ?? line.errors?.join("; "),
          turns: line.num_turns,
          seconds: line.duration_ms === undefined ? undefined : line.duration_ms / 1000,
          dollars: line.total_cost_usd,
          tokens: line.usage === undefined ? undefined : tokensOf(line.usage),
        },
      ]
  }
})

const tokensOf = (usage: typeof Usage.Type): number =>
  (usage.input_tokens ?? 0) +
  (usage.cache_creation_input_tokens ?? 0) +
  (usage.cache_read_input_tokens ?? 0) +
  (usage.output_tokens ?? 0)

/** A part of an answer. The whole answer follows in a line of its own, so parts are not parsed. */
const partial = '{"type":"stream_event"'

export const readEvent: EventReader = (line) => (line.startsWith(partial) ? [] : readKnown(line))

const textOf = (content: ReadonlyArray<unknown>): string =>
  content
    .filter(isText)
    .map(({ text }) => text)
    .join("\n")

const retryInWords = (line: {
  readonly attempt: number
  readonly max_retries: number
  readonly error?: string | null | undefined
  readonly error_status?: number | null | undefined
}): string => {
  const why = [line.error_status, line.error].filter((part) => part !== null && part !== undefined).join(" ")
  return `the API did not answer (${why === "" ? "unknown" : why}); attempt ${line.attempt} of ${line.max_retries}`
}
