import { closeSync } from "node:fs"

import { signalIdentity } from "../../os/process/identity.ts"
import { endOfInput, hexByte, keyBytes, pasteBytes } from "../../terminal/keyBytes.ts"
import {
  CommandEnded,
  InputClosed,
  InputNotClosed,
  InputNotTaken,
  InvalidByte,
  InvalidKey,
  NothingToType,
} from "../errors.ts"
import { openForWriting, writePatiently } from "../state/channels.ts"
import { leaveMarker, markerSignal } from "../state/markers.ts"
import type { Kept } from "../state/record.ts"
import { type Answer, answerWith } from "./answer.ts"
import type { ProcessTyped } from "./documents.schema.ts"
import { type Context, nameOf, type Reply, withCommandHere } from "./reply.ts"
import { awaitKept, supervisorMillis } from "./store.ts"
import { endOf } from "./view.ts"

/** Writes to a command's input. */
export const write = (
  given: string,
  { data = "", eof = false }: { readonly data?: string | Uint8Array | undefined; readonly eof?: boolean | undefined },
  context: Context,
): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    const bytes = typeof data === "string" ? Buffer.from(data) : data
    const typed = eof && kept.request.pty ? [bytes, Buffer.from(endOfInput(bytes.at(-1)))] : [bytes]
    await writeTo(kept, Buffer.concat(typed))
    if (eof && !kept.request.pty && !(await closeInput(kept))) {
      throw new InputNotClosed({ id, writtenBytes: bytes.length })
    }
    const closed = eof ? "; its input is at its end" : ""
    return answerWith<ProcessTyped>(`${bytesInWords(bytes.length)} written to ${id}${closed}.`, running(kept))
  })

/** Presses keys: first the literal text, then the bytes, then the keys by their names. */
export const sendKeys = (
  given: string,
  {
    hex = [],
    keys = [],
    literal = "",
  }: {
    readonly keys?: ReadonlyArray<string> | undefined
    readonly hex?: ReadonlyArray<string> | undefined
    readonly literal?: string | undefined
  },
  context: Context,
): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    const bytes: Array<Uint8Array> = [Buffer.from(literal)]
    for (const digits of hex) {
      const byte = hexByte(digits)
      if (byte === undefined) throw new InvalidByte({ given: digits })
      bytes.push(Uint8Array.of(byte))
    }
    for (const word of keys) {
      const key = keyBytes(word, kept.state.applicationCursorKeys)
      if (key._tag === "NoKey") throw new InvalidKey({ word, key: key.key, fault: key.fault })
      bytes.push(Buffer.from(forInput(kept, key.text)))
    }
    const all = Buffer.concat(bytes)
    if (all.length === 0) throw new NothingToType({ action: "send-keys" })
    await writeTo(kept, all)
    return answerWith<ProcessTyped>(`${bytesInWords(all.length)} typed into ${id}.`, running(kept))
  })

/** Presses Enter. */
export const submit = (given: string, context: Context): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    await writeTo(kept, Buffer.from(forInput(kept, "\r")))
    return answerWith<ProcessTyped>(`Enter pressed in ${id}.`, running(kept))
  })

/** Pastes text, as a terminal does. */
export const paste = (
  given: string,
  { bracketed = true, text = "" }: { readonly text?: string | undefined; readonly bracketed?: boolean | undefined },
  context: Context,
): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    if (text === "") throw new NothingToType({ action: "paste" })
    await writeTo(kept, Buffer.from(pasteBytes(text, bracketed)))
    return answerWith<ProcessTyped>(`${charactersInWords([...text].length)} pasted into ${id}.`, running(kept))
  })

/** Enter is a carriage return, which a terminal turns into a line's end and a pipe does not. */
const forInput = ({ request }: Kept, text: string): string => (request.pty ? text : text.replaceAll("\r", "\n"))

const charactersInWords = (count: number): string => (count === 1 ? "1 character" : `${count} characters`)

const bytesInWords = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`)

const running = (kept: Kept): ProcessTyped => ({ status: "running", sessionId: kept.request.id, ...nameOf(kept) })

/** Acts on the input of a running command. Throws `CommandEnded`. */
const type = (given: string, context: Context, act: (kept: Kept, id: string) => Promise<Answer>): Promise<Reply> =>
  withCommandHere(given, context, async (kept, id) => {
    if (endOf(kept) !== undefined) throw new CommandEnded({ id, wanted: "input" })
    return { answer: await act(kept, id) }
  })

/** Writes all of it. Throws `InputClosed` and `InputNotTaken`. */
const writeTo = async ({ directory, request: { id }, state }: Kept, bytes: Uint8Array): Promise<void> => {
  const descriptor = state.stdin ? openForWriting(directory) : undefined
  if (descriptor === undefined) throw new InputClosed({ id })
  try {
    const written = await writePatiently(descriptor, bytes)
    if (written < bytes.length) throw new InputNotTaken({ id, takenBytes: written, givenBytes: bytes.length })
  } finally {
    closeSync(descriptor)
  }
}

/** Asks the supervisor to close the command's stdin, and gives whether it did. */
const closeInput = async (kept: Kept): Promise<boolean> => {
  const { directory, state } = kept
  leaveMarker(directory, "eof")
  signalIdentity(state.supervisor, markerSignal)
  return !(await awaitKept(kept, (now) => !now.state.stdin, supervisorMillis)).state.stdin
}
