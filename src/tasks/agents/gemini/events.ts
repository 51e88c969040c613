import type { EventReader } from "../agent.ts"
import type { AgentEvent } from "../event.ts"
import { aboutOf, readerOf } from "../reading.ts"
import { isLine } from "./events.validators.ts"

export const readEvent: EventReader = readerOf(isLine, (line): ReadonlyArray<AgentEvent> => {
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
