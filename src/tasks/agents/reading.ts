import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

import type { EventReader } from "./agent.ts"
import type { AgentEvent } from "./event.ts"

/** A part of a message that is text. Several agents print it in this form. */
export const Text = Schema.Struct({ type: Schema.Literal("text"), text: Schema.String })

/** A reader of the lines that `line` describes. Any other line, JSON or not, holds no event. */
export const readerOf = <A, I>(
  line: Schema.Schema<A, I>,
  eventsOf: (line: A) => ReadonlyArray<AgentEvent>,
): EventReader => {
  const decode = Schema.decodeUnknownOption(Schema.parseJson(line))
  return (text) => (text.startsWith("{") ? Option.match(decode(text), { onNone: () => [], onSome: eventsOf }) : [])
}

/** What a tool call is for, from the part of its input that tells most: its command, its file, what it looks for. */
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

/** The output of a tool, as text. */
export const outputOf = (content: unknown): string => {
  if (typeof content === "string") return content
  if (!Array.isArray(content)) return ""
  return content
    .filter(Schema.is(Text))
    .map(({ text }) => text)
    .join("\n")
}
