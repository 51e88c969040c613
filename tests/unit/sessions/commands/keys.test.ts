import { expect, test } from "bun:test"

import { isKey, keyNames } from "../../../../src/sessions/commands/keys.ts"

test.each(keyNames)("%p is a key, in any case, also with Alt", (name) => {
  expect(isKey(name)).toBe(true)
  expect(isKey(name.toLowerCase())).toBe(true)
  expect(isKey(name.toUpperCase())).toBe(true)
  expect(isKey(`M-${name}`)).toBe(true)
})

test.each(["a", "A", "1", "é", "ß", "漢", "🙂", ";", ":", "-", "^", "\\", "#", "$", "~", "'", '"', "`", "=", " "])(
  "the character %p is a key",
  (character) => {
    expect(isKey(character)).toBe(true)
  },
)

test.each([
  "C-c",
  "c-c",
  "^C",
  "M-x",
  "m-x",
  "C-M-x",
  "M-C-x",
  "C-S-Up",
  "C-Home",
  "S-PageUp",
  "S-Tab",
  "C-M-S-Left",
  "S-F5",
  "C--",
  "M--",
  "M-;",
  "^^",
])("%p is a key with modifiers", (word) => {
  expect(isKey(word)).toBe(true)
})

const typedLetterByLetter = [
  ...[
    "",
    "aa",
    "hi",
    "Entr",
    "Enterr",
    "Enter Enter",
    " Enter",
    "Enter ",
    "Return",
    "Ctrl-C",
    "Control-c",
    "A-x",
    "C+c",
  ],
  ...["C-", "M-", "C-M-", "C-cc", "Cc", "C_c", "^Cc"],
  ...["F0", "F13", "KP", "KP10", "--", "--help", "-x", "\\;", "e\u0301", "👩‍💻", "C-e\u0301"],
]

test.each(typedLetterByLetter)("%p is no key: tmux would type it letter by letter, or not at all", (word) => {
  expect(isKey(word)).toBe(false)
})
