import * as Schema from "effect/Schema"

import type { EventReader } from "../agent.ts"
import { type AgentEvent, unknownFacts } from "../event.ts"
import { aboutOf, readerOf } from "../reading.ts"

const Item = Schema.Struct({
  id: Schema.String,
  type: Schema.String,
  text: Schema.optional(Schema.String),
  message: Schema.optional(Schema.String),
  command: Schema.optional(Schema.String),
  aggregated_output: Schema.optional(Schema.String),
  status: Schema.optional(Schema.String),
})

/** What Codex 0.169.0 prints with `exec --json`. Keys that are not used are left out. */
const Line = Schema.Union(
  Schema.Struct({ type: Schema.Literal("thread.started"), thread_id: Schema.String }),
  Schema.Struct({ type: Schema.Literal("item.started", "item.completed"), item: Item }),
  Schema.Struct({
    type: Schema.Literal("turn.completed"),
    usage: Schema.optional(Schema.Struct({ input_tokens: Schema.Number, output_tokens: Schema.Number })),
  }),
  Schema.Struct({ type: Schema.Literal("turn.failed"), error: Schema.Struct({ message: Schema.String }) }),
  Schema.Struct({ type: Schema.Literal("error"), message: Schema.String }),
)

export const readEvent: EventReader = readerOf(Line, (line): ReadonlyArray<AgentEvent> => {
  switch (line.type) {
    case "thread.started":
      return [{ _tag: "Began", conversation: line.thread_id, model: undefined }]
    case "item.started":
      return isSpeech(line.item) ? [] : [toolBegan(line.item)]
    case "item.completed":
      return completed(line.item)
    case "turn.completed": {
      const tokens = line.usage === undefined ? undefined : line.usage.input_tokens + line.usage.output_tokens
      return [{ _tag: "Answered", failed: false, text: undefined, ...unknownFacts, tokens }]
    }
    case "turn.failed":
      return [{ _tag: "Answered", failed: true, text: line.error.message, ...unknownFacts }]
    case "error":
      return [{ _tag: "Complained", text: line.message, code: undefined }]
  }
})

type Item = typeof Item.Type

/** Whether the item is words of the agent. Any other item is a tool call. */
const isSpeech = ({ type }: Item): boolean => type === "agent_message" || type === "reasoning" || type === "error"

const completed = (item: Item): ReadonlyArray<AgentEvent> => {
  switch (item.type) {
    case "agent_message":
      return [{ _tag: "Said", text: item.text ?? "", continues: false }]
    case "reasoning":
      return []
    case "error":
      return [{ _tag: "Complained", text: item.message ?? "", code: undefined }]
    default:
      return [
        { _tag: "ToolEnded", call: item.id, failed: item.status === "failed", output: item.aggregated_output ?? "" },
      ]
  }
}

const toolBegan = (item: Item): AgentEvent => ({
  _tag: "ToolBegan",
  call: item.id,
  tool: item.type === "command_execution" ? "shell" : item.type,
  about: item.command ?? aboutOf(item),
})
