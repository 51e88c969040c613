import type { EventReader } from "../agent.ts"
import type { AgentEvent } from "../event.ts"
import { aboutOf, outputOf, readerOf } from "../reading.ts"
import { isText } from "../reading.validators.ts"
import { isLine, isMessage } from "./events.validators.ts"

const readKnown = readerOf(isLine, (line): ReadonlyArray<AgentEvent> => {
  switch (line.type) {
    case "session":
      return [{ _tag: "Began", conversation: line.id, model: undefined }]
    case "message_end": {
      const { content, role } = line.message
      if (role !== "assistant" || !Array.isArray(content)) return []
      return content.filter(isText).map(({ text }) => ({ _tag: "Said", text, continues: false }))
    }
    case "tool_execution_start":
      return [{ _tag: "ToolBegan", call: line.toolCallId, tool: line.toolName, about: aboutOf(line.args) }]
    case "tool_execution_end":
      return [
        {
          _tag: "ToolEnded",
          call: line.toolCallId,
          failed: line.isError === true,
          output: outputOf(line.result?.content),
        },
      ]
    case "auto_retry_start":
      return [{ _tag: "Complained", text: line.errorMessage ?? "the API did not answer", code: undefined }]
    case "agent_end":
      return [answerOf(line.messages)]
  }
})

/** With every word of an answer comes a line that has the whole answer so far, twice. Such lines are not parsed. */
const growing = '{"type":"message_update"'

export const readEvent: EventReader = (line) => (line.startsWith(growing) ? [] : readKnown(line))

const answerOf = (messages: ReadonlyArray<unknown>): AgentEvent => {
  const answers = messages.filter(isMessage).filter(({ role }) => role === "assistant")
  const last = answers.at(-1)
  const failed = last === undefined || last.stopReason === "error" || last.stopReason === "aborted"
  return {
    _tag: "Answered",
    failed,
    text: failed ? last?.errorMessage : undefined,
    turns: answers.length,
    seconds: undefined,
    dollars: answers.reduce((sum, { usage }) => sum + (usage?.cost?.total ?? 0), 0),
    tokens: answers.reduce((sum, { usage }) => sum + (usage?.totalTokens ?? 0), 0),
  }
}
