import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { keyNames } from "../../../src/sessions/commands/keys.ts"
import { endOfInput, hexByte, keyBytes, pasteBytes } from "../../../src/terminal/keyBytes.ts"

const pressed = (word: string, applicationCursorKeys = false): string | undefined => {
  const key = keyBytes(word, applicationCursorKeys)
  return key._tag === "Bytes" ? key.text : undefined
}

/** In both forms of the cursor keys. */
const pressedInBoth = (word: string) => [pressed(word, false), pressed(word, true)]

describe("keys that are a character, or a few", () => {
  test.each([
    ["Enter", "\r"],
    ["Return", "\r"],
    ["Tab", "\t"],
    ["BTab", "\x1b[Z"],
    ["S-Tab", "\x1b[Z"],
    ["Escape", "\x1b"],
    ["Esc", "\x1b"],
    ["Space", " "],
    ["BSpace", "\x7f"],
    ["Backspace", "\x7f"],
    ["C-Space", "\0"],
    ["M-Enter", "\x1b\r"],
    ["M-Tab", "\x1b\t"],
    ["M-Escape", "\x1b\x1b"],
    ["M-Space", "\x1b "],
    ["M-BSpace", "\x1b\x7f"],
    ["M-S-Tab", "\x1b\x1b[Z"],
    ["C-M-Space", "\x1b\0"],
  ])("%s", (word, bytes) => {
    expect(pressedInBoth(word)).toEqual([bytes, bytes])
  })
})

describe("cursor keys", () => {
  test.each([
    ["Up", "A"],
    ["Down", "B"],
    ["Right", "C"],
    ["Left", "D"],
    ["Home", "H"],
    ["End", "F"],
  ])("%s has two forms, and one where it has modifiers", (word, letter) => {
    expect(pressedInBoth(word)).toEqual([`\x1b[${letter}`, `\x1bO${letter}`])
    for (const [modifiers, number] of [
      ...([
        ["S-", 2],
        ["M-", 3],
        ["M-S-", 4],
        ["C-", 5],
        ["C-S-", 6],
        ["C-M-", 7],
        ["C-M-S-", 8],
      ] as const),
      ...([
        ["S-C-", 6],
        ["S-M-C-", 8],
        ["^", 5],
        ["c-", 5],
        ["m-s-", 4],
      ] as const),
    ]) {
      const bytes = `\x1b[1;${number}${letter}`
      expect(pressedInBoth(modifiers + word)).toEqual([bytes, bytes])
    }
  })
})

describe("function keys, and those with a number", () => {
  test.each([
    ["F1", "\x1bOP", "\x1b[1;5P"],
    ["F2", "\x1bOQ", "\x1b[1;5Q"],
    ["F3", "\x1bOR", "\x1b[1;5R"],
    ["F4", "\x1bOS", "\x1b[1;5S"],
    ["F5", "\x1b[15~", "\x1b[15;5~"],
    ["F6", "\x1b[17~", "\x1b[17;5~"],
    ["F7", "\x1b[18~", "\x1b[18;5~"],
    ["F8", "\x1b[19~", "\x1b[19;5~"],
    ["F9", "\x1b[20~", "\x1b[20;5~"],
    ["F10", "\x1b[21~", "\x1b[21;5~"],
    ["F11", "\x1b[23~", "\x1b[23;5~"],
    ["F12", "\x1b[24~", "\x1b[24;5~"],
    ...["Insert", "IC"].map((word) => [word, "\x1b[2~", "\x1b[2;5~"] as const),
    ...["Delete", "Del", "DC"].map((word) => [word, "\x1b[3~", "\x1b[3;5~"] as const),
    ...["PageUp", "PgUp", "PPage"].map((word) => [word, "\x1b[5~", "\x1b[5;5~"] as const),
    ...["PageDown", "PgDn", "NPage"].map((word) => [word, "\x1b[6~", "\x1b[6;5~"] as const),
  ])("%s", (word, bytes, withControl) => {
    expect(pressedInBoth(word)).toEqual([bytes, bytes])
    expect(pressedInBoth(`C-${word}`)).toEqual([withControl, withControl])
  })
})

describe("keys of the number pad", () => {
  test.each([
    ...[..."0123456789/*-+."].map((character) => [`KP${character}`, character] as const),
    ["KPEnter", "\r"] as const,
  ])("%s", (word, bytes) => {
    expect(pressedInBoth(word)).toEqual([bytes, bytes])
    expect(pressed(`M-${word}`)).toBe(`\x1b${bytes}`)
  })
})

describe("control and a character", () => {
  test.each(
    [..."abcdefghijklmnopqrstuvwxyz"].map((letter, index) => [letter, String.fromCharCode(index + 1)] as const),
  )("%s", (letter, bytes) => {
    for (const word of [
      `C-${letter}`,
      `c-${letter}`,
      `^${letter}`,
      `^${letter.toUpperCase()}`,
      `C-${letter.toUpperCase()}`,
    ]) {
      expect(pressed(word)).toBe(bytes)
    }
    expect(pressed(`C-M-${letter}`)).toBe(`\x1b${bytes}`)
    expect(pressed(`M-C-${letter}`)).toBe(`\x1b${bytes}`)
  })

  test.each([
    ["C-@", "\0"],
    ["C-[", "\x1b"],
    ["C-\\", "\x1c"],
    ["C-]", "\x1d"],
    ["C-^", "\x1e"],
    ["C-_", "\x1f"],
    ["C-?", "\x7f"],
    ["^[", "\x1b"],
    ["^?", "\x7f"],
    ["^^", "\x1e"],
    ["M-C-[", "\x1b\x1b"],
  ])("%s", (word, bytes) => {
    expect(pressed(word)).toBe(bytes)
  })

  test.each(["C-1", "C-é", "C-漢", "C-🙂", "C-!", "C-;", "C--"])(
    "%s is no key: control goes with few characters",
    (word) => {
      expect(keyBytes(word, false)).toEqual({ _tag: "NoKey", key: word.slice(2), fault: "without control" })
    },
  )

  test.each(["C-Enter", "C-Tab", "C-Escape", "S-Enter", "S-Escape", "C-BSpace", "C-KP1"])(
    "%s is no key: terminals send that key alone",
    (word) => {
      expect(keyBytes(word, false)).toEqual({ _tag: "NoKey", key: word.slice(2), fault: "sent alone" })
    },
  )
})

describe("Alt and a character", () => {
  test.each([
    ["M-x", "\x1bx"],
    ["M-X", "\x1bX"],
    ["m-x", "\x1bx"],
    ["M-S-x", "\x1bX"],
    ["M-1", "\x1b1"],
    ["M-é", "\x1bé"],
    ["M-漢", "\x1b漢"],
    ["M--", "\x1b-"],
    ["M-;", "\x1b;"],
    ["M-^", "\x1b^"],
  ])("%s", (word, bytes) => {
    expect(pressed(word)).toBe(bytes)
  })
})

test.each([
  ["S-a", "A"],
  ["S-A", "A"],
  ["S-é", "É"],
  ["S-1", "1"],
])("shift and a letter: %s", (word, bytes) => {
  expect(pressed(word)).toBe(bytes)
})

describe("a word that is no key is typed as it is", () => {
  test.each([
    "a",
    "A",
    "é",
    "漢",
    "🙂",
    "-",
    "^",
    " ",
    ";",
    "hello",
    "hello world",
    "F0",
    "F13",
    "Entr",
    "KP",
    "-x",
    "--help",
    "Cc",
    "C",
    "M",
    "e\u0301",
    "👩‍💻",
    "x\ny",
    "",
  ])("%j", (word) => {
    expect(pressedInBoth(word)).toEqual([word, word])
  })

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"])("also %s", (word) => {
    expect(pressedInBoth(word)).toEqual([word, word])
  })
})

test.each(["C-cc", "M-hello", "C-M-Entr", "S-F13", "C-constructor", "M-__proto__", "C-S-toString", "M-e\u0301"])(
  "%s has modifiers and names no key, which is an error",
  (word) => {
    expect(keyBytes(word, false)).toMatchObject({
      _tag: "NoKey",
      key: expect.stringMatching(/^[^-]+$/),
      fault: "unknown",
    })
  },
)

test.each(["C-", "M-", "S-", "C-M-"])("%s alone is no key", (word) => {
  // Only a control character with a name, or the text, could be meant.
  const key = keyBytes(word, false)
  expect(key._tag === "NoKey" || key.text === word || key.text === "\x1b-").toBe(true)
})

test.each(keyNames)("%s, a key of sessions, is one here, in any case", (name) => {
  const bytes = pressed(name)
  expect(bytes).not.toBe(name)
  expect(bytes).toBeDefined()
  expect(pressed(name.toLowerCase())).toBe(bytes)
  expect(pressed(name.toUpperCase())).toBe(bytes)
})

test("any word gives bytes, or a word without its modifiers that is no key", () => {
  const anyWord = FastCheck.array(
    FastCheck.oneof(
      FastCheck.constantFrom("C-", "M-", "S-", "^", "Up", "x", "F1", "KP", "\n"),
      FastCheck.string({ unit: "grapheme", maxLength: 3 }),
    ),
    {
      maxLength: 4,
    },
  ).map((parts) => parts.join(""))
  FastCheck.assert(
    FastCheck.property(anyWord, FastCheck.boolean(), (word, application) => {
      const key = keyBytes(word, application)
      if (key._tag === "Bytes") expect(key.text.length).toBeLessThanOrEqual(word.length + 8)
      else expect(word.endsWith(key.key) && key.key !== "").toBe(true)
    }),
    { numRuns: 3000 },
  )
})

describe("what terminfo says of an xterm", () => {
  const infocmp = Bun.which("infocmp")
  const listing =
    infocmp === null
      ? undefined
      : Bun.spawnSync([infocmp, "-1", "xterm-256color"], { stderr: "ignore" }).stdout.toString()

  /** A capability's text; terminfo's xterm has the cursor keys in the application's form. */
  const capability = (name: string): string | undefined =>
    new RegExp(`^\\t${name}=(.*),$`, "m")
      .exec(listing ?? "")?.[1]
      ?.replaceAll(/\\E/g, "\x1b")
      .replaceAll(/\^(.)/g, (_, character: string) => String.fromCharCode(character.charCodeAt(0) ^ 64))

  test.skipIf(!listing?.includes("kcuu1")).each([
    ...([
      ["Up", "kcuu1"],
      ["Down", "kcud1"],
      ["Right", "kcuf1"],
      ["Left", "kcub1"],
      ["Home", "khome"],
      ["End", "kend"],
    ] as const),
    ...([
      ["Insert", "kich1"],
      ["Delete", "kdch1"],
      ["PageUp", "kpp"],
      ["PageDown", "knp"],
      ["BTab", "kcbt"],
    ] as const),
    ...Array.from({ length: 12 }, (_, index) => [`F${index + 1}`, `kf${index + 1}`] as const),
    ...([
      ["S-Left", "kLFT"],
      ["S-Right", "kRIT"],
      ["S-Home", "kHOM"],
      ["S-End", "kEND"],
      ["S-Insert", "kIC"],
      ["S-Delete", "kDC"],
    ] as const),
    ...([
      ["S-Up", "kri"],
      ["S-Down", "kind"],
      ["S-PageUp", "kPRV"],
      ["S-PageDown", "kNXT"],
    ] as const),
    // The shifted ones are numbered on, then those with control.
    ...([
      ["S-F1", "kf13"],
      ["S-F5", "kf17"],
      ["S-F12", "kf24"],
      ["C-F1", "kf25"],
      ["C-F12", "kf36"],
      ["M-F1", "kf49"],
    ] as const),
  ])("%s is %s", (word, name) => {
    const said = capability(name)
    if (said !== undefined) expect(pressed(word, true)).toBe(said)
  })
})

describe("a byte in hexadecimal digits", () => {
  test.each([
    ["1b", 0x1b],
    ["1B", 0x1b],
    ["0x1b", 0x1b],
    ["0X1B", 0x1b],
    ["0", 0],
    ["00", 0],
    ["d", 13],
    ["0xd", 13],
    ["ff", 255],
  ])("%s", (given, byte) => {
    expect(hexByte(given)).toBe(byte)
  })

  test.each(["", "g", "1bb", "100", "0x", "0x100", "-1", "+1", " 1b", "1b ", "1b\n", "1.5", "x1b", "1h", "0b1", "١"])(
    "%j is none",
    (given) => {
      expect(hexByte(given)).toBeUndefined()
    },
  )

  test("every byte has one", () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(hexByte(byte.toString(16))).toBe(byte)
      expect(hexByte(`0x${byte.toString(16).padStart(2, "0")}`)).toBe(byte)
    }
  })
})

describe("pasted text", () => {
  test("has marks around it if it is bracketed, and none otherwise", () => {
    expect(pasteBytes("a\nb", true)).toBe("\x1b[200~a\nb\x1b[201~")
    expect(pasteBytes("a\nb", false)).toBe("a\nb")
    expect(pasteBytes("", true)).toBe("\x1b[200~\x1b[201~")
  })

  test("is never changed without brackets", () => {
    expect(pasteBytes("a\x1b[201~b", false)).toBe("a\x1b[201~b")
  })

  test("never ends its own paste", () => {
    const anyText = FastCheck.array(
      FastCheck.constantFrom("\x1b", "[", "201~", "\x1b[201~", "\x1b[20", "1~", "x", "\x1b[200~"),
      { maxLength: 20 },
    ).map((parts) => parts.join(""))
    FastCheck.assert(
      FastCheck.property(anyText, (text) => {
        const bytes = pasteBytes(text, true)
        expect(bytes.startsWith("\x1b[200~")).toBe(true)
        expect(bytes.indexOf("\x1b[201~")).toBe(bytes.length - "\x1b[201~".length)
      }),
      { numRuns: 2000 },
    )
  })
})

describe("the end of a terminal's input", () => {
  test.each([
    ["before anything was typed", undefined, "\x04"],
    ["after a line", "\n", "\x04"],
    ["after Enter", "\r", "\x04"],
    ["within a line", "x", "\x04\x04"],
    ["after a control character", "\x04", "\x04\x04"],
  ])("%s", (_, typed, bytes) => {
    expect(endOfInput(typed?.charCodeAt(0))).toBe(bytes)
  })
})
