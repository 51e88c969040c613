import type { Validator } from "../../validation.ts"
import type { EventReader } from "./agent.ts"
import type { AgentEvent } from "./event.ts"
import { isText } from "./reading.validators.ts"

/** A reader of the lines that fit their schema. Any other line, JSON or not, holds no event. */
export const readerOf =
  <A>(isLine: Validator<A>, eventsOf: (line: A) => ReadonlyArray<AgentEvent>): EventReader =>
  (text) => {
    const line = text.startsWith("{") ? parsed(text) : undefined
    return isLine(line) ? eventsOf(line) : []
  }

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // It was cut, or is another program's.
    return undefined
  }
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
    .filter(isText)
    .map(({ text }) => text)
    .join("\n")
}
