import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { makeLogText } from "../../../../src/sessions/host/logText.ts"

const logged = (...chunks: ReadonlyArray<string>): string => {
  const filter = makeLogText()
  const texts = chunks.map((chunk) => Buffer.from(filter.push(Buffer.from(chunk))).toString())
  return texts.join("") + Buffer.from(filter.end()).toString()
}

describe("a line in the log", () => {
  test.each([
    ["", ""],
    ["plain\r\ntwo\r\n", "plain\ntwo\n"],
    ["plain\r\r\ntwo", "plain\ntwo"],
    ["10%\r20%\r30%\r\ndone\r\n", "10%\n20%\n30%\ndone\n"],
    ["\rBuilding 10%\r\x1b[KListening on 3000\r\n", "Building 10%\nListening on 3000\n"],
    ["still 5%\r", "still 5%"],
    // A shell that only makes room for its prompt has shown no text.
    ["     \r \r$ ", "      $ "],
    ["\x1b]0;a\rb\x07text\r\n", "text\n"],
    ["\x1b[31mred\x1b[0m\rblue", "red\nblue"],
    ["é\rö\r\n", "é\nö\n"],
  ])("%j", (printed, lines) => {
    expect(logged(printed)).toBe(lines)
  })

  test("is the same for every way to cut the input, and never has a return", () => {
    const piece = FastCheck.constantFrom("a", "é", " ", "\t", "\r", "\n", "\r\n", "\x1b[K", "\x1b]0;x\r\x07", "\x1b")
    FastCheck.assert(
      FastCheck.property(FastCheck.array(piece, { maxLength: 30 }), (pieces) => {
        const whole = logged(pieces.join(""))
        expect(logged(...pieces)).toBe(whole)
        expect(whole).not.toContain("\r")
      }),
    )
  })

  test("begins anew after the end", () => {
    const filter = makeLogText()
    filter.push(Buffer.from("a\r"))
    filter.end()
    expect(Buffer.from(filter.push(Buffer.from("b"))).toString()).toBe("b")
  })
})
