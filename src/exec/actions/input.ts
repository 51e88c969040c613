import { closeSync } from "node:fs"

import { isProcess, signalProcess } from "../../os/process/processes.ts"
import { endOfInput, hexByte, keyBytes, pasteBytes } from "../../terminal/keyBytes.ts"
import { quoteShortly } from "../../terminal/quoteShortly.ts"
import { openForWriting, writePatiently } from "../state/channels.ts"
import { leaveMarker, markerSignal } from "../state/markers.ts"
import type { Kept } from "../state/record.ts"
import { Refusal } from "../state/refusal.ts"
import { type Answer, answerWith } from "./answer.ts"
import { type Context, nameOf, type Reply, withCommand } from "./reply.ts"
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
      const written = `${bytesInWords(bytes.length)} written to ${id}`
      throw new Refusal(`${written}, but its stdin could not be closed`, "try --eof again")
    }
    const closed = eof ? "; its input is at its end" : ""
    return answerWith(`${bytesInWords(bytes.length)} written to ${id}${closed}.`, running(kept))
  })

/** Presses keys: what is literal first, then bytes, then the keys by their names. */
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
      if (byte === undefined) {
        throw new Refusal(`${quoteShortly(digits)} is no byte`, "write one as two digits, as in 1b")
      }
      bytes.push(Uint8Array.of(byte))
    }
    for (const word of keys) {
      const key = keyBytes(word, kept.state.applicationCursorKeys)
      if (key._tag === "NoKey") throw new Refusal(key.message, key.hint)
      bytes.push(Buffer.from(forInput(kept, key.text)))
    }
    const all = Buffer.concat(bytes)
    if (all.length === 0) throw new Refusal("there are no keys", "give keys, hex or literal")
    await writeTo(kept, all)
    return answerWith(`${bytesInWords(all.length)} typed into ${id}.`, running(kept))
  })

/** Presses Enter. */
export const submit = (given: string, context: Context): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    await writeTo(kept, Buffer.from(forInput(kept, "\r")))
    return answerWith(`Enter pressed in ${id}.`, running(kept))
  })

/** Pastes text, as a terminal does. */
export const paste = (
  given: string,
  { bracketed = true, text = "" }: { readonly text?: string | undefined; readonly bracketed?: boolean | undefined },
  context: Context,
): Promise<Reply> =>
  type(given, context, async (kept, id) => {
    if (text === "") throw new Refusal("there is nothing to paste", "give text")
    await writeTo(kept, Buffer.from(pasteBytes(text, bracketed)))
    return answerWith(`${charactersInWords([...text].length)} pasted into ${id}.`, running(kept))
  })

/** A pipe has no terminal that makes a line's end of Enter. */
const forInput = ({ request }: Kept, text: string): string => (request.pty ? text : text.replaceAll("\r", "\n"))

const charactersInWords = (count: number): string => (count === 1 ? "1 character" : `${count} characters`)

const bytesInWords = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`)

const running = (kept: Kept) => ({ status: "running" as const, sessionId: kept.request.id, ...nameOf(kept) })

/** Does something with the input of a command that runs. */
const type = (given: string, context: Context, act: (kept: Kept, id: string) => Promise<Answer>): Promise<Reply> =>
  withCommand(given, context, async (kept, id) => {
    if (endOf(kept) !== undefined) throw new Refusal(`${id} has ended, and reads no more`, "see process log")
    return { answer: await act(kept, id) }
  })

/** Writes all of it, or throws `Refusal`. */
const writeTo = async ({ directory, request: { id }, state }: Kept, bytes: Uint8Array): Promise<void> => {
  const descriptor = state.stdin ? openForWriting(directory) : undefined
  if (descriptor === undefined) {
    throw new Refusal(`the stdin of ${id} is closed`, "start the command anew to write to it")
  }
  try {
    const written = await writePatiently(descriptor, bytes)
    if (written < bytes.length) {
      const part = `${written} of ${bytesInWords(bytes.length)}`
      throw new Refusal(`${id} has taken ${part}, and reads no more`, "poll it, and write the rest later")
    }
  } finally {
    closeSync(descriptor)
  }
}

/** Says whether it is closed. */
const closeInput = async (kept: Kept): Promise<boolean> => {
  const { directory, state } = kept
  leaveMarker(directory, "eof")
  const { mark, pid } = state.supervisor
  if (isProcess(pid, mark)) signalProcess(pid, markerSignal)
  return !(await awaitKept(kept, (now) => !now.state.stdin, supervisorMillis)).state.stdin
}
