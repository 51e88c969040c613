import type { AgentEvent } from "../../../../src/tasks/agents/event.ts"

/** The lines in which an agent prints these objects. */
export const lines = (...events: ReadonlyArray<object>): ReadonlyArray<string> =>
  events.map((event) => JSON.stringify(event))

export const began = (conversation: string, model?: string): AgentEvent => ({ _tag: "Began", conversation, model })

export const said = (text: string, continues = false): AgentEvent => ({ _tag: "Said", text, continues })

export const toolBegan = (call: string, tool: string, about: string): AgentEvent => ({
  _tag: "ToolBegan",
  call,
  tool,
  about,
})

export const toolEnded = (call: string, failed: boolean, output: string): AgentEvent => ({
  _tag: "ToolEnded",
  call,
  failed,
  output,
})

export const complained = (text: string, code?: string): AgentEvent => ({ _tag: "Complained", text, code })

/** An answer that reports only these facts. */
export const answered = (facts: Partial<AgentEvent & { _tag: "Answered" }> = {}): AgentEvent => ({
  _tag: "Answered",
  failed: false,
  text: undefined,
  turns: undefined,
  seconds: undefined,
  dollars: undefined,
  tokens: undefined,
  ...facts,
})
