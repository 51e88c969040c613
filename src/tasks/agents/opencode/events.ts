import * as Schema from "effect/Schema"

import type { EventReader } from "../agent.ts"
import { type AgentEvent, unknownFacts } from "../event.ts"
import { aboutOf, readerOf, Text } from "../reading.ts"
import { permanentError } from "./errors.ts"

/** What OpenCode 1.18.33 prints with `run --format json`. Keys that are not used are left out. */
const Line = Schema.Union(
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

export const readEvent: EventReader = readerOf(Line, (line): ReadonlyArray<AgentEvent> => {
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
