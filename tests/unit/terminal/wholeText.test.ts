import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { wholeLength } from "../../../src/terminal/wholeText.ts"

/** Bytes from text in which `\x80` to `\xff` stand for the raw bytes. */
const raw = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)

/** The text that is handed on at once, and in brackets the text that waits for the rest. */
const handedOn = (bytes: Uint8Array): string => {
  const length = wholeLength(bytes)
  const text = Buffer.from(bytes).toString("latin1")
  return `${text.slice(0, length)}[${text.slice(length)}]`
}

describe("is handed on at once", () => {
  test.each([
    ["nothing", raw("")],
    ["text", raw("a line\nand more\t")],
    ["whole characters", utf8("é✳🙂")],
    ["a colour", raw("\x1b[31m")],
    ["a private mode", raw("\x1b[?2004h")],
    ["a colour and text", raw("\x1b[31mred")],
    ["a title that ends in BEL", raw("\x1b]0;title\x07")],
    ["a title that ends in ST", raw("\x1b]0;title\x1b\\")],
    ["a device control string", raw("\x1bPq#0\x1b\\")],
    ["an application's string", raw("\x1b_x\x1b\\")],
    ["a window name", raw("\x1bkname\x1b\\")],
    ["an escape of two characters", raw("\x1b7")],
    ["an escape with an intermediate", raw("\x1b(B")],
    ["a sequence that CAN ends", raw("\x1b[31\x18")],
    ["a string that SUB ends", raw("\x1b]0;title\x1a")],
    ["bytes that are no text", raw("\xff\xfe\xf8")],
    ["a byte that continues nothing", raw("a\x80")],
    ["bytes that continue nothing", raw("\x80\x80\x80\x80")],
    ["a byte too many", raw("\xc3\xa9\xa9")],
    ["the beginnings that there are not in UTF-8", raw("\xc0\xc1\xf5")],
    ["a sequence whose end has come, and another", raw("\x1b[1m\x1b[0m")],
    ["an escape that another one follows, whole", raw("\x1b\x1b[0m")],
    ["a sequence that an escape breaks off, whole", raw("\x1b[3\x1b[0m")],
  ])("%s", (_, bytes) => {
    expect(wholeLength(bytes)).toBe(bytes.length)
  })
})

describe("waits for the rest", () => {
  test.each([
    ["one byte of a character of two", raw("a\xc3"), "a[\xc3]"],
    ["one byte of a character of three", raw("a\xe2"), "a[\xe2]"],
    ["two bytes of a character of three", raw("a\xe2\x9c"), "a[\xe2\x9c]"],
    ["one byte of a character of four", raw("a\xf0"), "a[\xf0]"],
    ["two bytes of a character of four", raw("a\xf0\x9f"), "a[\xf0\x9f]"],
    ["three bytes of a character of four", raw("a\xf0\x9f\x99"), "a[\xf0\x9f\x99]"],
    ["an escape", raw("a\x1b"), "a[\x1b]"],
    ["a control sequence without a parameter", raw("a\x1b["), "a[\x1b[]"],
    ["a control sequence with parameters", raw("a\x1b[38;5;"), "a[\x1b[38;5;]"],
    ["a control sequence with an intermediate", raw("a\x1b[2 "), "a[\x1b[2 ]"],
    ["an escape with an intermediate", raw("a\x1b("), "a[\x1b(]"],
    ["a title", raw("a\x1b]0;tit"), "a[\x1b]0;tit]"],
    ["a title whose terminator has begun", raw("a\x1b]0;title\x1b"), "a[\x1b]0;title\x1b]"],
    ["a title that ends within a character", raw("a\x1b]0;\xe2\x9c"), "a[\x1b]0;\xe2\x9c]"],
    ["a device control string", raw("a\x1bPq#0"), "a[\x1bPq#0]"],
    ["the last of several sequences", raw("\x1b[1mb\x1b[3"), "\x1b[1mb[\x1b[3]"],
    ["the last of several characters", raw("\xc3\xa9\xc3"), "\xc3\xa9[\xc3]"],
    ["nothing but the beginning of something", raw("\x1b"), "[\x1b]"],
    ["the escape after an escape", raw("a\x1b\x1b"), "a\x1b[\x1b]"],
    ["the escape that breaks a sequence off", raw("a\x1b[3\x1b"), "a\x1b[3[\x1b]"],
  ])("%s", (_, bytes, parts) => {
    expect(handedOn(bytes)).toBe(parts)
  })
})

describe("a sequence is waited for", () => {
  test.each([
    [4095, true],
    [4096, true],
    [4097, false],
    [100_000, false],
  ])("that has %p bytes so far: %p", (length, isWaitedFor) => {
    const bytes = raw(`text\x1b]0;${"x".repeat(length - 4)}`)
    expect(bytes.length).toBe(4 + length)
    expect(wholeLength(bytes)).toBe(isWaitedFor ? 4 : bytes.length)
  })

  test("not for ever: without an end it is handed on, except a character that is cut off", () => {
    expect(wholeLength(raw(`\x1b]0;${"x".repeat(10_000)}\xe2\x9c`))).toBe(10_004)
  })
})

test("a title without an end does not hold back the sequences and the text after it, as terminals do not", () => {
  expect(handedOn(raw("\x1b]0;title\x1b[31mred\n"))).toBe("\x1b]0;title\x1b[31mred\n[]")
})

/** One character, or one sequence, of which no part may be handed on alone. */
const whole = FastCheck.oneof(
  { weight: 4, arbitrary: FastCheck.constantFrom("a", "\n", "\t", "\r", "é", "✳", "🙂", "\u00a0", "~").map(utf8) },
  {
    weight: 4,
    arbitrary: FastCheck.constantFrom(
      "\x1b[31m",
      "\x1b[m",
      "\x1b[?25h",
      "\x1b[38:2::1:2:3m",
      "\x1b[2 q",
      "\x1b7",
      "\x1b(B",
      "\x1bc",
      "\x1b[1;2H",
    ).map(utf8),
  },
  {
    weight: 2,
    arbitrary: FastCheck.tuple(
      FastCheck.constantFrom("\x1b]0;", "\x1b]8;;", "\x1bP", "\x1b_", "\x1bk"),
      FastCheck.oneof(
        FastCheck.string({ unit: FastCheck.constantFrom("x", " ", "é", "🙂", ";", "[", "\\"), maxLength: 30 }),
        FastCheck.integer({ min: 1000, max: 4000 }).map((length) => "t".repeat(length)),
      ),
      FastCheck.constantFrom("\x07", "\x1b\\"),
    ).map((parts) => utf8(parts.join(""))),
  },
)

const output = FastCheck.array(whole, { minLength: 1, maxLength: 30 })

/** Hands on what comes in chunks of these lengths, as `process poll` does; gives where each piece ends. */
const handOn = (bytes: Uint8Array, lengths: ReadonlyArray<number>) => {
  const pieces: Array<Uint8Array> = []
  const ends = [0]
  let position = 0
  for (let come = 0, turn = 0; come < bytes.length; turn++) {
    come = Math.min(come + (lengths[turn % lengths.length] ?? 1), bytes.length)
    const length = wholeLength(bytes.subarray(position, come))
    pieces.push(bytes.subarray(position, position + length))
    position += length
    ends.push(position)
  }
  return { pieces, ends, rest: bytes.subarray(position) }
}

describe("for every text with characters and sequences, cut anywhere", () => {
  test("no piece ends within one, all pieces together are the input, and nothing is held back at the end", () => {
    FastCheck.assert(
      FastCheck.property(
        output,
        FastCheck.array(FastCheck.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 6 }),
        (parts, lengths) => {
          const bytes = Buffer.concat(parts)
          const borders = new Set([0])
          for (const part of parts) borders.add(Math.max(...borders) + part.length)
          const { ends, pieces, rest } = handOn(bytes, lengths)
          expect(ends.filter((end) => !borders.has(end))).toEqual([])
          expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
          expect(rest.length).toBe(0)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test("as much as possible is handed on: only the beginning of one waits", () => {
    FastCheck.assert(
      FastCheck.property(output, FastCheck.nat(), (parts, cut) => {
        const bytes = Buffer.concat(parts)
        const come = bytes.subarray(0, cut % (bytes.length + 1))
        let border = 0
        for (const part of parts) {
          if (border + part.length > come.length) break
          border += part.length
        }
        expect(wholeLength(come)).toBe(border)
      }),
      { numRuns: 3000 },
    )
  })
})

test("no bytes are lost, and never more than a sequence is held back", () => {
  const anyBytes = FastCheck.array(
    FastCheck.oneof(
      FastCheck.uint8Array({ maxLength: 20 }),
      FastCheck.constantFrom("\x1b", "\x1b[", "\x1b]", "\x1bP", "\x18", "\x07").map(utf8),
    ),
    { maxLength: 30 },
  ).map((parts) => Buffer.concat(parts))
  FastCheck.assert(
    FastCheck.property(
      anyBytes,
      FastCheck.array(FastCheck.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      (bytes, lengths) => {
        const { pieces, rest } = handOn(bytes, lengths)
        expect(Buffer.concat([...pieces, rest]).equals(bytes)).toBe(true)
        expect(rest.length).toBeLessThanOrEqual(4096)
      },
    ),
    { numRuns: 1000 },
  )
})
