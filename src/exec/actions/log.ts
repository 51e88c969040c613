import {
  bytesPerCharacter,
  extentOf,
  lastCharacters,
  markAt,
  markOfLine,
  readOutput,
  toText,
  toTextSoFar,
} from "../state/output.ts"
import { newline } from "../state/segments.ts"
import { answerWith } from "./answer.ts"
import type { ProcessLog } from "./documents.schema.ts"
import { logWindow, tailLines } from "./logWindow.ts"
import { type Context, nameOf, type Reply, withCommand } from "./reply.ts"
import { conditionOf, describeLoss, describePlaceOf, describeWait, endOf, placeFacts } from "./view.ts"

/** Lines of what the command has printed. */
export const log = (
  id: string,
  { limit, offset }: { readonly offset?: number | undefined; readonly limit?: number | undefined },
  context: Context,
): Promise<Reply> =>
  withCommand(id, context, (kept) => {
    const { directory, request } = kept
    const { settings } = context
    const end = endOf(kept)
    const { end: endByte, from } = extentOf(directory)
    const last = markAt(directory, endByte)
    const lastByte = readOutput(directory, endByte - 1, endByte).bytes[0]
    const total = last.lines + (endByte > 0 && lastByte !== newline ? 1 : 0)
    const window = logWindow(total, offset, limit)
    // What is kept may begin within a line. `offset` cannot mean that rest of a line, but a tail includes it.
    const gone = from === 0 ? 0 : markAt(directory, from).lines
    const firstKept = from === 0 || offset === undefined ? gone : gone + 1
    const first = Math.min(Math.max(window.first, firstKept), window.end)
    const begin = markOfLine(directory, first).bytes
    const until = window.end >= total ? endByte : markOfLine(directory, window.end).bytes
    const most = settings.maxOutputCharacters
    const stretch = readOutput(directory, Math.max(begin, until - most * bytesPerCharacter), until)
    const toLines = end === undefined && until === endByte ? toTextSoFar : toText
    const whole = toLines(stretch).replaceAll("\r\n", "\n")
    const text = lastCharacters(whole, most)
    const condition = conditionOf(kept, end, settings)
    const notes = [
      ...(first > window.first ? [`the first ${firstKept} lines are no longer kept`] : []),
      ...(stretch.from > begin || text.length < whole.length ? [`only the last ${most} characters are shown`] : []),
      ...describeLoss(kept),
      ...(window.isTail ? [`the last ${tailLines} of ${total} lines; page with offset and limit`] : []),
    ]
    const nothing = total > 0 ? "(no such lines)" : end === undefined ? "(no output yet)" : "(no output)"
    const wait = end === undefined ? describePlaceOf(kept) || describeWait(condition) : ""
    const remarks = [
      ...(notes.length === 0 ? [] : [`[${notes.join("; ")}]`]),
      ...(wait === "" ? [] : [...(notes.length === 0 ? [""] : []), wait]),
    ]
    const shown = first < window.end ? text : nothing
    return {
      answer: answerWith<ProcessLog>([remarks.length === 0 ? shown : shown.replace(/\n$/, ""), ...remarks].join("\n"), {
        ...condition,
        sessionId: request.id,
        ...nameOf(kept),
        total,
        totalLines: total,
        totalChars: last.characters,
        firstLine: first,
        lines: window.end - first,
        truncated: from > 0 || kept.state.lostBytes > 0,
        output: text,
        ...placeFacts(kept),
      }),
    }
  })
