import { makePlainText, type PlainText } from "../../terminal/plainText.ts"

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const space = 0x20

/**
 * A program's output as the lines that its pane showed in turn: a line that is redrawn after a carriage return, such as
 * progress, becomes a line of its own each time. Otherwise the same as `makePlainText`, and with its conditions.
 */
export const makeLogText = (): PlainText => {
  const filter = makePlainText({ keepsReturns: true })
  let output = new Uint8Array()
  /** There was a return, so the next text overwrites the line. */
  let isReturned = false
  /** The line has text that can be overwritten. */
  let hasText = false

  const asLines = (text: Uint8Array): Uint8Array => {
    // No byte becomes more than two.
    if (output.length < text.length * 2) output = new Uint8Array(text.length * 2)
    let length = 0
    for (const byte of text) {
      if (byte === CR) {
        isReturned = true
        continue
      }
      if (isReturned && hasText && byte !== LF) {
        output[length++] = LF
        hasText = false
      }
      isReturned = false
      if (byte === LF) hasText = false
      else if (byte !== space && byte !== TAB) hasText = true
      output[length++] = byte
    }
    return output.subarray(0, length)
  }

  return {
    push: (chunk) => asLines(filter.push(chunk)),
    end: () => {
      const rest = asLines(filter.end())
      isReturned = hasText = false
      return rest
    },
  }
}
