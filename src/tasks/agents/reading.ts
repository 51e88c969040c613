import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

import type { EventReader } from "./agent.ts"
import type { AgentEvent } from "./event.ts"

/** A part of a message that is text; several agents write it alike. */
export const Text = Schema.Struct({ type: Schema.Literal("text"), text: Schema.String })

/** A reader of lines that hold what `line` describes; any other line, and what is no JSON, says nothing. */
export const readerOf = <A, I>(
  line: Schema.Schema<A, I>,
  eventsOf: (line: A) => ReadonlyArray<AgentEvent>,
): EventReader => {
  const decode = Schema.decodeUnknownOption(Schema.parseJson(line))
  return (text) => (text.startsWith("{") ? Option.match(decode(text), { onNone: () => [], onSome: eventsOf }) : [])
}

/** What a tool was called with, in the part that tells most: its command, its file, what it looks for. */
export const aboutOf = (input: unknown): string => {
  if (typeof input !== "object" || input === null) return typeof input === "string" ? input : ""
  const values = new Map(Object.entries(input))
  for (const key of tellingKeys) {
    const value = values.get(key)
    if (typeof value === "string" && value !== "") return value
    if (Array.isArray(value) && value.length > 0) return value.join(" ")
  }
  return values.size === 0 ? "" : JSON.stringify(input)
}

const tellingKeys = [
  ...["command", "cmd", "file_path", "filePath", "absolute_path", "path", "notebook_path"],
  ...["pattern", "query", "url", "description", "prompt"],
]

/** What a tool gave back, as text. */
export const outputOf = (content: unknown): string => {
  if (typeof content === "string") return content
  if (!Array.isArray(content)) return ""
  return content
    .filter(Schema.is(Text))
    .map(({ text }) => text)
    .join("\n")
}
