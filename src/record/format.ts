import { readFileSync } from "node:fs"

import type { Validator } from "../validation.ts"
import { ownVersion } from "../version.ts"
import { NewerFormat } from "./newerFormat.ts"

/*
 * Records on disk and messages between our own processes outlive the version that wrote them. Each says its format and
 * its writer (written.schema.ts). A reader ignores unknown fields, and gives missing newer fields the meaning they had
 * before. So a format only gets another number when an older program would misunderstand it.
 */

/** A kind of record, or of message. */
export interface Format<A> {
  /** The newest format that this program knows, and writes. */
  readonly version: number
  readonly isValid: Validator<A>
}

/** A record without its format and writer. */
export type Content<A> = A extends unknown ? Omit<A, "version" | "writer"> : never

/** The result of reading a record. */
export type Decoded<A> =
  | { readonly _tag: "Decoded"; readonly value: A }
  /** There is no record, or no valid one. */
  | { readonly _tag: "Unreadable" }
  | NewerFormat

const unreadable = { _tag: "Unreadable" } as const

/** The record of this content, as this program writes it. Fields of `content` that this version does not know stay. */
export const encode = <A>({ version }: Format<A>, content: Content<A>) => {
  const stamp = { version, writer: ownVersion }
  // The stamp comes first, for people who read the file.
  return { ...stamp, ...content, ...stamp }
}

/** Reads a value as a record; `source` says in words where it came from. */
export const decode = <A>(format: Format<A>, value: unknown, source: string): Decoded<A> => {
  if (typeof value !== "object" || value === null) return unreadable
  const version = "version" in value ? value.version : 1
  if (typeof version === "number" && version > format.version) {
    const writer = "writer" in value && typeof value.writer === "string" ? value.writer : undefined
    return new NewerFormat({ source, format: version, writer, known: format.version })
  }
  return format.isValid(value) ? { _tag: "Decoded", value } : unreadable
}

/** The record that a file holds. */
export const readRecord = <A>(format: Format<A>, path: string): Decoded<A> => {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, "utf8"))
  } catch {
    // The file is not there yet, or no longer, or is just being written.
    return unreadable
  }
  return decode(format, value, path)
}
