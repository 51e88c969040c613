/**
 * The manifest: a task's state as lines `key=value`. (docs/protocol.md, Manifest)
 *
 * Pure functions over its text. A manifest may hold lines that this program did not write, in any encoding. So the text
 * is the file's bytes, one character a byte (latin1): lines that are not touched come out as they went in.
 */
import type { Brand } from "effect/Brand"

/** The bytes of a manifest, one character each. */
export type ManifestText = string & Brand<"ManifestText">

export type Pair = readonly [key: string, value: string]

export const fromBytes = (bytes: Uint8Array): ManifestText => Buffer.from(bytes).toString("latin1") as ManifestText

export const empty = "" as ManifestText

export const toBytes = (text: ManifestText): Uint8Array => Buffer.from(text, "latin1")

/** The value of the first line with `key`; the value is all that follows the first `=`. */
export const valueOf = (text: ManifestText, key: string): string | undefined => {
  const line = lineOf(text, key)
  return line === undefined ? undefined : Buffer.from(line.slice(key.length + 1), "latin1").toString("utf8")
}

/** The value of the first line with `key` as its bytes, and a newline; nothing where there is no such line. */
export const lineBytes = (text: ManifestText, key: string): Uint8Array => {
  const line = lineOf(text, key)
  return Buffer.from(line === undefined ? "" : `${line.slice(key.length + 1)}\n`, "latin1")
}

/** Every key with its value, in the order of the file; lines without `=` are left out, and the first of a key wins. */
export const entriesOf = (text: ManifestText): ReadonlyArray<Pair> => {
  const entries = new Map<string, string>()
  for (const line of linesOf(text)) {
    const key = Buffer.from(line.slice(0, Math.max(line.indexOf("="), 0)), "latin1").toString("utf8")
    if (key !== "" && !entries.has(key))
      entries.set(key, Buffer.from(line.slice(line.indexOf("=") + 1), "latin1").toString("utf8"))
  }
  return [...entries]
}

/** Removes all old lines of the keys, and appends the new ones in the order given; other lines keep their places. */
export const upsert = (text: ManifestText, pairs: ReadonlyArray<Pair>): ManifestText => {
  if (pairs.length === 0) return text
  const kept = linesOf(text).filter((line) => !pairs.some(([key]) => line.startsWith(`${key}=`)))
  const added = pairs.map(([key, value]) => `${key}=${Buffer.from(value, "utf8").toString("latin1")}`)
  return [...kept, ...added, ""].join("\n") as ManifestText
}

/** What is wrong with a pair that a manifest cannot hold. */
export const faultOf = ([key, value]: Pair): "key" | "value" | undefined => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return "key"
  return value.includes("\n") ? "value" : undefined
}

/** The first line with `key`. It is looked for in the text as it is: a table of tasks asks each manifest for thirty keys. */
const lineOf = (text: ManifestText, key: string): string | undefined => {
  const begin = key.includes("\n") ? -1 : `\n${text}`.indexOf(`\n${key}=`)
  if (begin === -1) return undefined
  const end = text.indexOf("\n", begin)
  return end === -1 ? text.slice(begin) : text.slice(begin, end)
}

const linesOf = (text: ManifestText): ReadonlyArray<string> => {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  return lines
}
