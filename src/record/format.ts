import { readFileSync } from "node:fs"

import { errorCodeOf } from "../os/files/errorCode.ts"
import type { Validator } from "../validation.ts"
import { ownVersion } from "../version.ts"
import { DamagedRecord } from "./damagedRecord.ts"
import { NewerFormat } from "./newerFormat.ts"
import type { Unusable } from "./unusable.ts"

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

/** The result of reading a value as a record. */
export type Decoded<A> =
  | { readonly _tag: "Decoded"; readonly value: A }
  /** It is no valid record. */
  | { readonly _tag: "Unreadable" }
  | NewerFormat

/** The result of reading a file as a record. */
export type ReadRecord<A> =
  | { readonly _tag: "Decoded"; readonly value: A }
  /** There is no file, or nothing was written into it yet. */
  | { readonly _tag: "Absent"; readonly fault: "missing" | "empty" }
  | Unusable

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

/** Whether a file of this text holds nothing yet: it is empty, reserved, or has the zero bytes that a power cut leaves. */
export const holdsNothing = (text: string): boolean => text.replaceAll("\0", " ").trim() === ""

/** The record that a file holds. */
export const readRecord = <A>(format: Format<A>, path: string): ReadRecord<A> => {
  let text: string
  try {
    text = readFileSync(path, "utf8")
  } catch (error) {
    // What is no directory holds no records.
    if (["ENOENT", "ENOTDIR"].includes(errorCodeOf(error))) return { _tag: "Absent", fault: "missing" }
    return new DamagedRecord({ source: path, fault: "unreadable" })
  }
  if (holdsNothing(text)) return { _tag: "Absent", fault: "empty" }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return new DamagedRecord({ source: path, fault: "no JSON" })
  }
  const decoded = decode(format, value, path)
  return decoded._tag === "Unreadable" ? new DamagedRecord({ source: path, fault: "invalid" }) : decoded
}
