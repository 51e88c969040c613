import type { EventReader } from "../agent.ts"
import { type AgentEvent, unknownFacts } from "../event.ts"
import { aboutOf, readerOf } from "../reading.ts"
import { permanentError } from "./errors.ts"
import { isLine } from "./events.validators.ts"

export const readEvent: EventReader = readerOf(isLine, (line): ReadonlyArray<AgentEvent> => {
  switch (line.type) {
    case "step_start":
      return [{ _tag: "Began", conversation: line.sessionID, model: undefined }]
    case "text":
      return [{ _tag: "Said", text: line.part.text, continues: false }]
    case "tool_use": {
      // OpenCode reports a tool call only after the tool has ended.
      const { callID: call, state, tool } = line.part
      return [
        { _tag: "ToolBegan", call, tool, about: aboutOf(state.input) },
        { _tag: "ToolEnded", call, failed: state.status === "error", output: state.error ?? state.output ?? "" },
      ]
    }
    case "step_finish":
      return line.part.reason === "tool-calls"
        ? []
        : [
            {
              _tag: "Answered",
              failed: false,
              text: undefined,
              ...unknownFacts,
              tokens: line.part.tokens?.total,
            },
          ]
    case "error":
      return [
        // This may be the only line, so the conversation's name is taken from here too.
        ...(line.sessionID === undefined
          ? []
          : [{ _tag: "Began", conversation: line.sessionID, model: undefined } as const]),
        ...(line.error.data?.isRetryable === false
          ? [{ _tag: "Complained", text: wordsOf(line.error), code: permanentError } as const]
          : []),
        {
          _tag: "Answered",
          failed: true,
          text: wordsOf(line.error),
          ...unknownFacts,
        },
      ]
  }
})

const wordsOf = ({
  data,
  name,
}: {
  readonly name: string
  readonly data?: { readonly message?: string | undefined } | undefined
}): string => data?.message ?? name
