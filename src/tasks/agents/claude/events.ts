import type { EventReader } from "../agent.ts"
import type { AgentEvent } from "../event.ts"
import { aboutOf, outputOf, readerOf } from "../reading.ts"
import { isText } from "../reading.validators.ts"
import type { Usage } from "./events.schema.ts"
import { isLine, isToolResult, isToolUse } from "./events.validators.ts"

const readKnown: EventReader = readerOf(isLine, (line): ReadonlyArray<AgentEvent> => {
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

const tokensOf = (usage: Usage): number =>
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
