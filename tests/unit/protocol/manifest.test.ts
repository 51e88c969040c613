import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import * as Manifest from "../../../src/protocol/manifest.ts"

const manifest = (text: string): Manifest.ManifestText => Manifest.fromBytes(Buffer.from(text, "utf8"))

const textOf = (text: Manifest.ManifestText): string => Buffer.from(Manifest.toBytes(text)).toString("utf8")

const upserted = (text: string, ...pairs: ReadonlyArray<Manifest.Pair>): string =>
  textOf(Manifest.upsert(manifest(text), pairs))

describe("the value of a key", () => {
  test.each([
    ["all that follows the first =", "model=opus\n", "model", "opus"],
    ["empty where nothing follows", "model=\n", "model", ""],
    ["with more of =", "prompt=a=b==c\n", "prompt", "a=b==c"],
    ["with spaces at either end", "model= opus \t\n", "model", " opus \t"],
    ["with a carriage return", "model=opus\r\n", "model", "opus\r"],
    ["beyond ASCII", "model=é🚀\n", "model", "é🚀"],
    ["that of the first line with the key", "model=one\nmodel=two\n", "model", "one"],
    ["that of a line without a newline", "a=1\nmodel=opus", "model", "opus"],
    ["not that of a longer key", "model_name=one\nmodel=two\n", "model", "two"],
    ["not that of a key in other letters", "MODEL=one\nmodel=two\n", "model", "two"],
    ["not that of a key with a space before it", " model=one\nmodel=two\n", "model", "two"],
    ["not that of a key with a space after it", "model =one\nmodel=two\n", "model", "two"],
    ["not a part of another value", "a=model=one\nmodel=two\n", "model", "two"],
    ["absent where no line has it", "a=1\n", "model", undefined],
    ["absent where its line has no =", "model\nmodels=1\n", "model", undefined],
    ["absent in an empty manifest", "", "model", undefined],
    ["absent for a key that would be two lines", "a\nmodel=1\n", "a\nmodel", undefined],
  ] as const)("is %s", (_, text, key, value) => {
    expect(Manifest.valueOf(manifest(text), key)).toBe(value as string)
  })

  test("has the replacement character for what is no UTF-8", () => {
    expect(Manifest.valueOf(Manifest.fromBytes(Buffer.from("model=a\xffb\n", "latin1")), "model")).toBe("a\ufffdb")
  })
})

test.each([
  ["with a newline", "a=1\na=2\n", "1\n"],
  ["as bytes, whatever they are", "a=\xff\xfe=\r\n", "\xff\xfe=\r\n"],
  ["empty, with a newline", "a=", "\n"],
  ["not at all where no line has the key", "ab=1\n", ""],
])("the line of a key is printed %s", (_, text, printed) => {
  const bytesOfLine = Manifest.lineBytes(Manifest.fromBytes(Buffer.from(text, "latin1")), "a")
  expect(Buffer.from(bytesOfLine)).toEqual(Buffer.from(printed, "latin1"))
})

describe("the entries", () => {
  test("are in the order of the file, the first line of a key wins, and lines without a key are left out", () => {
    const text = "b=1\n\na=é=2\nno key\n=nor here\nb=3\nunknown key=4\nc="
    expect(Manifest.entriesOf(manifest(text))).toEqual([
      ["b", "1"],
      ["a", "é=2"],
      ["unknown key", "4"],
      ["c", ""],
    ])
  })

  test("of an empty manifest are none", () => {
    expect(Manifest.entriesOf(Manifest.empty)).toEqual([])
  })
})

describe("an upsert", () => {
  test.each<[string, string, ReadonlyArray<Manifest.Pair>, string]>([
    ["begins an empty manifest", "", [["a", "1"]], "a=1\n"],
    ["appends a new key", "a=1\n", [["b", "2"]], "a=1\nb=2\n"],
    ["moves a key that there is to the end", "a=1\nb=2\nc=3\n", [["a", "4"]], "b=2\nc=3\na=4\n"],
    ["removes every line of the key", "a=1\nb=2\na=3\na=\n", [["a", "4"]], "b=2\na=4\n"],
    [
      "appends several in the order given",
      "b=1\na=2\n",
      [
        ["c", "3"],
        ["a", "4"],
        ["b", "5"],
      ],
      "c=3\na=4\nb=5\n",
    ],
    [
      "appends a key twice that is given twice",
      "a=1\n",
      [
        ["a", "2"],
        ["a", "3"],
      ],
      "a=2\na=3\n",
    ],
    ["keeps blank lines", "\na=1\n\n\nb=2\n\n", [["a", "3"]], "\n\n\nb=2\n\na=3\n"],
    ["keeps a manifest's only blank line", "\n", [["a", "1"]], "\na=1\n"],
    [
      "keeps lines that it does not understand",
      "# note\nno key\n=x\n a=1\n",
      [["a", "2"]],
      "# note\nno key\n=x\n a=1\na=2\n",
    ],
    ["keeps keys that begin or end with the same letters", "ab=1\nba=2\n", [["a", "3"]], "ab=1\nba=2\na=3\n"],
    ["keeps a key without =", "a\n", [["a", "1"]], "a\na=1\n"],
    ["keeps carriage returns", "b=1\r\n", [["a", "2"]], "b=1\r\na=2\n"],
    ["ends a last line that has no newline", "a=1\nb=2", [["c", "3"]], "a=1\nb=2\nc=3\n"],
    ["replaces a last line that has no newline", "a=1\nb=2", [["b", "3"]], "a=1\nb=3\n"],
    ["writes an empty value", "a=1\n", [["a", ""]], "a=\n"],
    ["writes a value with = and spaces", "", [["a", " b = c "]], "a= b = c \n"],
    ["writes a value beyond ASCII", "", [["a", "é🚀"]], "a=é🚀\n"],
    ["without pairs ends no line", "a=1\nb=2", [], "a=1\nb=2"],
  ])("%s", (_, before, pairs, after) => {
    expect(upserted(before, ...pairs)).toBe(after)
  })

  test("keeps bytes that are no UTF-8", () => {
    const bytes = Buffer.from("a=\xff\xfe\x80\0\n\xc3=1\n", "latin1")
    const after = Manifest.toBytes(Manifest.upsert(Manifest.fromBytes(bytes), [["b", "2"]]))
    expect(Buffer.from(after)).toEqual(Buffer.concat([bytes, Buffer.from("b=2\n")]))
  })
})

describe("a pair", () => {
  test.each([
    [["a", ""]],
    [["_", "x"]],
    [["A_1", "a=b"]],
    [["abandoned_at", "2026-01-01T00:00:00Z"]],
    [["a", "tab\tcarriage\rreturn"]],
  ] as const)("%p can be written", (pair) => {
    expect(Manifest.faultOf(pair)).toBeUndefined()
  })

  test.each(["", "1a", "a-b", "a b", " a", "a ", "a=", "a.b", "é", "a\n", "\na", "a\nb"])(
    "with the key %p cannot be written",
    (key) => {
      expect(Manifest.faultOf([key, "1"])).toBe("key")
    },
  )

  test.each(["\n", "a\n", "\na", "a\nb=2"])("with the value %p cannot be written", (value) => {
    expect(Manifest.faultOf(["a", value])).toBe("value")
  })

  test("with both faults is told the key's", () => {
    expect(Manifest.faultOf(["", "\n"])).toBe("key")
  })
})

const runs = { numRuns: 1000, seed: 1 }

/** Few keys, so that they meet. */
const key = FastCheck.constantFrom("a", "b", "ab", "a_b", "_", "A")
/** Well-formed text without a newline. */
const value = FastCheck.string({ unit: "binary", maxLength: 8 }).map((text) => text.replaceAll("\n", ""))
const pairs = FastCheck.array(FastCheck.tuple(key, value), { maxLength: 4 })
const line = FastCheck.oneof(
  FastCheck.tuple(key, value).map(([name, content]) => Buffer.from(`${name}=${content}`)),
  FastCheck.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
  FastCheck.constantFrom("", "=", "a", " a=1", "ab").map((text) => Buffer.from(text)),
)
const bytes = FastCheck.tuple(FastCheck.array(line, { maxLength: 8 }), FastCheck.constantFrom("", "\n")).map(
  ([lines, end]) =>
    Buffer.concat(
      lines.flatMap((content, index) => [Buffer.from(index === 0 ? "" : "\n"), content]).concat(Buffer.from(end)),
    ),
)

const linesOf = (text: string): ReadonlyArray<string> => (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n")

describe("for every manifest", () => {
  test("bytes come out as they went in", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.uint8Array(), (content) => {
        expect(Manifest.toBytes(Manifest.fromBytes(content))).toEqual(Buffer.from(content))
      }),
      runs,
    )
  })

  test("what was upserted is read, from the first pair of its key", () => {
    FastCheck.assert(
      FastCheck.property(bytes, pairs, (content, given) => {
        const after = Manifest.upsert(Manifest.fromBytes(content), given)
        for (const [name] of given) {
          expect(Manifest.valueOf(after, name)).toBe(given.find(([other]) => other === name)?.[1] as string)
        }
      }),
      runs,
    )
  })

  test("the lines of other keys stay, in their order, and the new ones follow", () => {
    FastCheck.assert(
      FastCheck.property(bytes, pairs, (content, given) => {
        const before = Manifest.fromBytes(content)
        const after = Manifest.upsert(before, given)
        if (given.length === 0) return expect(after).toBe(before)
        const isOld = (text: string) => given.some(([name]) => text.startsWith(`${name}=`))
        const kept = before === "" ? [] : linesOf(before).filter((text) => !isOld(text))
        const added = given.map(([name, text]) => `${name}=${Buffer.from(text).toString("latin1")}`)
        expect(after as string).toBe([...kept, ...added].map((text) => `${text}\n`).join(""))
      }),
      runs,
    )
  })

  test("the same upsert again changes nothing", () => {
    FastCheck.assert(
      FastCheck.property(bytes, pairs, (content, given) => {
        const once = Manifest.upsert(Manifest.fromBytes(content), given)
        expect(Manifest.upsert(once, given)).toBe(once)
      }),
      runs,
    )
  })

  test("the entries have the value of every key that has one", () => {
    FastCheck.assert(
      FastCheck.property(bytes, (content) => {
        const text = Manifest.fromBytes(content)
        const entries = new Map(Manifest.entriesOf(text))
        for (const name of ["a", "b", "ab", "a_b", "_", "A"]) {
          expect(entries.get(name)).toBe(Manifest.valueOf(text, name) as string)
        }
      }),
      runs,
    )
  })
})
