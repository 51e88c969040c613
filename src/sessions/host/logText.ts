import { makePlainText, type PlainText } from "../../terminal/plainText.ts"

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const space = 0x20

/**
 * What a program prints as the lines that its pane showed one after the other: one that was drawn anew after a carriage return,
 * as progress is, is a line of its own each time, and not glued to the one before. Otherwise as `makePlainText`, whose
 * conditions hold.
 */
export const makeLogText = (): PlainText => {
  const filter = makePlainText({ keepsReturns: true })
  let output = new Uint8Array()
  /** There was a return, and something may overwrite the line. */
  let isReturned = false
  /** There is something on the line to be overwritten. */
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
