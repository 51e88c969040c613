import type { EventReader } from "../agent.ts"
import { type AgentEvent, unknownFacts } from "../event.ts"
import { aboutOf, readerOf } from "../reading.ts"
import type { Item } from "./events.schema.ts"
import { isLine } from "./events.validators.ts"

export const readEvent: EventReader = readerOf(isLine, (line): ReadonlyArray<AgentEvent> => {
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

const toolBegan = ({ id, type, status: _status, command, ...rest }: Item): AgentEvent => ({
  _tag: "ToolBegan",
  call: id,
  tool: type === "command_execution" ? "shell" : type,
  // Each kind of call has keys of its own, as `query` or `changes`.
  about: command ?? aboutOf(rest),
})
