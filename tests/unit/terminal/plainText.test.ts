import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { makePlainText } from "../../../src/terminal/plainText.ts"

/** Bytes from text in which `\x80` to `\xff` stand for the raw bytes. */
const raw = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

const utf8 = (text: string) => new TextEncoder().encode(text)

/** What the chunks show, decoded strictly: invalid output throws. */
const shown = (...chunks: ReadonlyArray<Uint8Array>): string => {
  const filter = makePlainText()
  const outputs = chunks.map((chunk) => {
    const buffer = chunk.slice()
    const output = filter.push(buffer).slice()
    buffer.fill(0x21) // as a caller does that reads the next chunk into the same buffer
    return output
  })
  const bytes = Buffer.concat([...outputs, filter.end()])
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
}

const eachByteAlone = (bytes: Uint8Array): ReadonlyArray<Uint8Array> => Array.from(bytes, (byte) => Uint8Array.of(byte))

type Case = readonly [name: string, input: Uint8Array, text: string]

const itShows = (cases: ReadonlyArray<Case>): void => {
  test.each(cases as Array<Case>)("%s", (_name, input, text) => {
    expect(shown(input)).toBe(text)
    expect(shown(...eachByteAlone(input))).toBe(text)
  })
}

describe("text stays", () => {
  itShows([
    ["nothing", raw(""), ""],
    ["printable ASCII", utf8(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"), " !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~"],
    ["line feeds and tabs", utf8("a\tb\n\n\tc\n"), "a\tb\n\n\tc\n"],
    [
      "characters of two, three and four bytes",
      utf8("é\u07ff\u0800✳\uffff\u{10000}🚀"),
      "é\u07ff\u0800✳\uffff\u{10000}🚀",
    ],
    ["the first character after the C1 controls", utf8("\u00a0"), "\u00a0"],
    ["zero-width and bidirectional characters", utf8("a\u200db\u202ec\ufeffd"), "a\u200db\u202ec\ufeffd"],
    ["a byte order mark at the beginning", utf8("\ufeffa"), "\ufeffa"],
    ["what looks like a sequence without ESC", utf8("[31m ]0; (B"), "[31m ]0; (B"],
  ])
})

describe("control sequences go", () => {
  itShows([
    ["colours", raw("a\x1b[1;31mb\x1b[mc"), "abc"],
    ["colours with colons", raw("a\x1b[38:2::255:0:0mb"), "ab"],
    ["private modes", raw("\x1b[?2004ha\x1b[?25l\x1b[?1049h"), "a"],
    ["the parameters > = <", raw("\x1b[>4;2ma\x1b[=1;2u\x1b[<ub"), "ab"],
    ["intermediates", raw("\x1b[2 qa\x1b[!pb\x1b[?1$pc"), "abc"],
    [
      "every final",
      raw(Array.from({ length: 0x3f }, (_, index) => `\x1b[1${String.fromCharCode(0x40 + index)}`).join("")),
      "",
    ],
    ["the 8-bit form", raw("a\x9b31mb"), "ab"],
    ["the 8-bit form in UTF-8", raw("a\xc2\x9b31mb"), "ab"],
    ["a line feed and a tab within one stay", raw("a\x1b[3\n1\tmb"), "a\n\tb"],
    ["other controls within one do not end it", raw("a\x1b[3\r\b\x7f1mb"), "ab"],
    ["one that CAN or SUB aborts", raw("a\x1b[3\x181m\x1b[3\x1a2m"), "a1m2m"],
    ["one that ESC aborts", raw("a\x1b[3\x1b[1mb"), "ab"],
    ["one that a character beyond ASCII aborts", utf8("a\x1b[3é1m"), "aé1m"],
    ["one that an invalid byte aborts", raw("a\x1b[3\xff1m"), "a\ufffd1m"],
    ["one at the end that is cut off", raw("a\x1b[31"), "a"],
  ])
})

describe("control strings go", () => {
  itShows([
    ["a title that ends in BEL", raw("a\x1b]0;title\x07b"), "ab"],
    ["a title that ends in ST", raw("a\x1b]0;title\x1b\\b"), "ab"],
    ["a title that ends in the 8-bit ST", raw("a\x1b]0;title\x9cb"), "ab"],
    ["a title that ends in the ST of UTF-8", raw("a\x1b]0;title\xc2\x9cb"), "ab"],
    ["a title in which a character has the byte of ST", utf8("a\x1b]0;✳ title\x07b"), "ab"],
    ["a title with invalid bytes", raw("a\x1b]0;\xff\xe2\x9c\x07b"), "ab"],
    ["the link but not its text", raw("\x1b]8;;https://a.example\x1b\\text\x1b]8;;\x1b\\"), "text"],
    ["the 8-bit OSC", raw("a\x9d0;title\x07b"), "ab"],
    ["the 8-bit OSC in UTF-8", raw("a\xc2\x9d0;title\x07b"), "ab"],
    ...(["P", "X", "^", "_", "k"] as const).map((introducer): Case => [
      `ESC ${introducer}, which BEL does not end`,
      raw(`a\x1b${introducer}b\x07\tc\x1b\\d`),
      "ad",
    ]),
    ...(["\x90", "\x98", "\x9e", "\x9f"] as const).flatMap((introducer): ReadonlyArray<Case> => {
      const name = introducer.charCodeAt(0).toString(16)
      return [
        [`the 8-bit introducer ${name}`, raw(`a${introducer}b\x9cc`), "ac"],
        [`the 8-bit introducer ${name} in UTF-8`, raw(`a\xc2${introducer}b\x9cc`), "ac"],
      ]
    }),
    ["the envelope of tmux", raw("a\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\b"), "ab"],
    ["one that CAN or SUB aborts", raw("a\x1b]0;t\x18b\x1bPt\x1ac"), "abc"],
    ["one that another sequence aborts", raw("a\x1b]0;t\x1b[31mb\x1bPt\x9b32mc"), "abc"],
    ["one without an end, up to its line's end", raw("a\x1b]0;title\nb\x1bPq\r\nc\x1b_x\nd"), "a\nb\nc\nd"],
    ["one at the end that is cut off", raw("a\x1b]0;title"), "a"],
    ["one at the end that is cut off within a character", raw("a\x1b]0;\xe2\x9c"), "a"],
  ])
})

describe("other escapes go", () => {
  itShows([
    ["character sets", raw("\x1b(Ba\x1b)0\x1b*Ab\x1b%Gc"), "abc"],
    ["escapes with intermediates", raw("\x1b#8a\x1b Fb\x1b$(Cc"), "abc"],
    ["escapes whose final would begin something else without the intermediate", raw("\x1b(Pa\x1b#[b\x1b(kc"), "abc"],
    ["escapes of two characters", raw("\x1b7a\x1b8b\x1b=c\x1b>d\x1bMe\x1bcf\x1b~g"), "abcdefg"],
    ["single shifts, but not the character that they show", raw("\x1bNa\x1bOb\x8ec\x8fd"), "abcd"],
    ["ESC before ESC", raw("\x1b\x1b[31ma"), "a"],
    ["ESC before a character beyond ASCII", utf8("\x1bé"), "é"],
    ["controls within one do not end it", raw("a\x1b\n(\r\tBb"), "a\n\tb"],
    ["ESC at the end", raw("a\x1b"), "a"],
    ["an intermediate at the end", raw("a\x1b("), "a"],
  ])
})

describe("control characters go", () => {
  itShows([
    [
      "every C0 but line feed and tab",
      raw("a\0\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13b"),
      "a\t\nb",
    ],
    ["the other C0 and DEL", raw("\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1fa\x7fb"), "ab"],
    ["the carriage return of a line's end", raw("a\r\nb\r\r\n"), "a\nb\n"],
    ["a lone carriage return", raw("10%\r20%"), "10%20%"],
    ["C1 controls that begin nothing", raw("a\x80\x84\x85\x88\x8d\x91\x97\x99\x9a\x9cb"), "ab"],
    ["C1 controls in UTF-8 that begin nothing", utf8("a\u0080\u0085\u008d\u009a\u009cb"), "ab"],
  ])
})

describe("invalid UTF-8 becomes U+FFFD", () => {
  itShows([
    ["a continuation byte alone", raw("a\xa0\xbfb"), "a\ufffd\ufffdb"],
    ["bytes that begin no character", raw("\xc0\xc1\xf5\xff"), "\ufffd\ufffd\ufffd\ufffd"],
    ["a character that ASCII interrupts", raw("\xe2\x9ca\xf0\x9f\x9ab\xc2c"), "\ufffda\ufffdb\ufffdc"],
    ["a character that a sequence interrupts", raw("\xe2\x9c\x1b[m\xb3"), "\ufffd\ufffd"],
    ["a character that another interrupts", raw("\xe2\x9c\xc3\xa9"), "\ufffdé"],
    ["overlong forms", raw("\xc0\xaf|\xe0\x80\xaf|\xf0\x8a\xaf|"), "\ufffd\ufffd|\ufffd\ufffd|\ufffd\ufffd|"],
    ["surrogates", raw("\xed\xa0\xbf|"), "\ufffd\ufffd\ufffd|"],
    ["code points beyond the last", raw("\xf4\x8f\xbf\xbf\xf4\xbf"), "\u{10ffff}\ufffd\ufffd"],
    ["a character that the end cuts off", raw("a\xf0\x9f\x9a"), "a\ufffd"],
    ["a character after a sequence that the end cuts off both", raw("a\x1b[3\xc3"), "a\ufffd"],
  ])
})

test("a character over two chunks is in the output of the second", () => {
  const filter = makePlainText()
  expect(filter.push(raw("a\xe2\x9c")).slice()).toEqual(raw("a"))
  expect(filter.push(raw("\xb3b")).slice()).toEqual(utf8("✳b"))
  expect(filter.end()).toEqual(raw(""))
})

test("after the end the next input begins afresh", () => {
  const filter = makePlainText()
  filter.push(raw("\x1b]0;\xe2"))
  filter.end()
  expect(filter.push(raw("a")).slice()).toEqual(raw("a"))
})

test("the input is not changed", () => {
  const input = utf8("\x1b[31mé\x1b[0m\r\n")
  const copy = input.slice()
  makePlainText().push(input)
  expect(input).toEqual(copy)
})

test("memory is bounded by the largest chunk, however long a control string is", () => {
  const filter = makePlainText()
  filter.push(raw("\x1b]52;c;"))
  const outputs = Array.from({ length: 1000 }, () => filter.push(new Uint8Array(1000).fill(0x41)))
  expect(outputs.every((output) => output.length === 0)).toBe(true)
  expect([...new Set(outputs.map((output) => output.buffer.byteLength))]).toEqual([3000])
  expect(new Set(outputs.map((output) => output.buffer)).size).toBe(1)
})

/** Pieces of which something goes wrong sooner than of arbitrary bytes. */
const piece = FastCheck.oneof(
  {
    weight: 4,
    arbitrary: FastCheck.constantFrom("\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1b_", "\x1bk", "\x1b(", "\x1b\\").map(raw),
  },
  { weight: 3, arbitrary: FastCheck.integer({ min: 0x80, max: 0x9f }).map((byte) => Uint8Array.of(byte)) },
  { weight: 3, arbitrary: FastCheck.integer({ min: 0x80, max: 0x9f }).map((byte) => Uint8Array.of(0xc2, byte)) },
  { weight: 3, arbitrary: FastCheck.integer({ min: 0, max: 0x1f }).map((byte) => Uint8Array.of(byte)) },
  {
    weight: 3,
    arbitrary: FastCheck.constantFrom("m", "?25h", "38;5;1", "B", "\x07", "\x18", "\r\n", "\n", "\x7f").map(raw),
  },
  { weight: 3, arbitrary: FastCheck.constantFrom("é", "✳", "🚀", "\u00a0", "\ufffd").map(utf8) },
  {
    weight: 3,
    arbitrary: FastCheck.constantFrom(
      "\xe2",
      "\xe2\x9c",
      "\xf0\x9f",
      "\xf0\x9f\x9a",
      "\xc2",
      "\xed\xa0",
      "\xf4\x90",
      "\xe0\x80",
    ).map(raw),
  },
  { weight: 2, arbitrary: FastCheck.uint8Array({ maxLength: 4 }) },
)
const bytes = FastCheck.array(piece, { maxLength: 30 }).map((pieces) => new Uint8Array(Buffer.concat(pieces)))

/** `input` in chunks that end at `borders`, which may be equal or beyond the input. */
const cutAt = (input: Uint8Array, borders: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const sorted = borders.map((border) => Math.min(border, input.length)).toSorted((one, other) => one - other)
  return [0, ...sorted].map((from, index) => input.subarray(from, sorted[index] ?? input.length))
}

/** Every character that a terminal would not just print, and that is neither a line feed nor a tab. */
const control = /[^\P{Cc}\n\t]/u

/** The documented filter, as far as its sequences do not run over a line's end. */
const perlFilter = (text: string): string =>
  text
    .replaceAll(/\x1b\[[0-9;]*[mGKHfABCDJsu]/g, "")
    .replaceAll(/\x1b\][^\x07]*\x07/g, "")
    .replaceAll(/\x1b\(B/g, "")
    .replaceAll(/\r/g, "")

const runs = { numRuns: 5000 }

describe("for every input", () => {
  test("the text is the same for every way to cut it into chunks", () => {
    FastCheck.assert(
      FastCheck.property(bytes, FastCheck.array(FastCheck.nat(60), { maxLength: 8 }), (input, borders) => {
        expect(shown(...cutAt(input, borders))).toBe(shown(input))
        expect(shown(...eachByteAlone(input))).toBe(shown(input))
      }),
      runs,
    )
  })

  test("the output is valid UTF-8 without anything that a terminal would interpret", () => {
    FastCheck.assert(
      FastCheck.property(bytes, (input) => {
        expect(shown(input)).not.toMatch(control)
      }),
      runs,
    )
  })

  test("the output stays as it is when it is filtered again", () => {
    FastCheck.assert(
      FastCheck.property(bytes, (input) => {
        const once = shown(input)
        expect(shown(utf8(once))).toBe(once)
      }),
      runs,
    )
  })

  test("every line feed stays", () => {
    FastCheck.assert(
      FastCheck.property(bytes, (input) => {
        expect(shown(input).split("\n").length).toBe(new TextDecoder("latin1").decode(input).split("\n").length)
      }),
      runs,
    )
  })

  test("plain text passes unchanged", () => {
    const plain = FastCheck.string({ unit: "binary" }).map((text) => text.replaceAll(new RegExp(control, "gu"), ""))
    FastCheck.assert(
      FastCheck.property(plain, (text) => {
        expect(shown(utf8(text))).toBe(text)
      }),
      runs,
    )
  })

  test("invalid UTF-8 is replaced as TextDecoder does it", () => {
    const character = FastCheck.string({ unit: "binary", minLength: 1, maxLength: 1 }).map(utf8)
    const invalid = FastCheck.integer({ min: 0xa0, max: 0xff }).map((byte) => Uint8Array.of(byte))
    const text = FastCheck.array(FastCheck.oneof(character, invalid), { maxLength: 20 })
      .map((parts) => new Uint8Array(Buffer.concat(parts)))
      .filter((input) => !control.test(new TextDecoder("utf-8").decode(input)))
    FastCheck.assert(
      FastCheck.property(text, (input) => {
        expect(shown(input)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(input))
      }),
      runs,
    )
  })

  test("the sequences that the documented perl filter knows are removed as it removes them", () => {
    const printable = FastCheck.string({ unit: "grapheme" }).map((text) =>
      text.replaceAll(new RegExp(control, "gu"), ""),
    )
    const parameters = FastCheck.array(FastCheck.constantFrom(..."0123456789;"), { maxLength: 8 }).map((digits) =>
      digits.join(""),
    )
    const known = FastCheck.oneof(
      FastCheck.tuple(parameters, FastCheck.constantFrom(..."mGKHfABCDJsu")).map(
        ([digits, final]) => `\x1b[${digits}${final}`,
      ),
      printable.map((title) => `\x1b]${title.replaceAll("\n", "")}\x07`),
      FastCheck.constantFrom("\x1b(B", "\r", "\r\n", "\n"),
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.oneof(known, printable), { maxLength: 20 }), (parts) => {
        const text = parts.join("")
        expect(shown(utf8(text))).toBe(perlFilter(text))
      }),
      runs,
    )
  })
})
