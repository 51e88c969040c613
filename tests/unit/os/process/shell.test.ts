import { describe, expect, setDefaultTimeout, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { quoteForShell } from "../../../../src/os/process/shell.ts"
import { busyMachineMillis } from "../../system.ts"

setDefaultTimeout(busyMachineMillis)

/** How bash reads the words of a command. */
const readByBash = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const command = `printf '%s\\0' ${words.join(" ")}`
  // Through a pipe: one argument may not have every length.
  const { stdout, stderr, exitCode } = Bun.spawnSync(["bash"], {
    stdin: Buffer.from(`${command}\n`),
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8", HOME: "/home/somebody" },
  })
  expect({ stderr: stderr.toString(), exitCode }).toEqual({ stderr: "", exitCode: 0 })
  return stdout.toString().split("\0").slice(0, -1)
}

describe("a word for the shell", () => {
  test.each([
    ["plain", "/usr/local/bin/outlive", "/usr/local/bin/outlive"],
    ["empty", "", "''"],
    ["with spaces", "a b", "'a b'"],
    ["with a quote", "it's", "'it'\\''s'"],
    ["with a newline", "a\nb", "$'a\\x0ab'"],
    ["with a newline, a quote and a backslash", "\n'\\", "$'\\x0a\\'\\\\'"],
  ])("that is %s is %p, spelled %p", (_, text, word) => {
    expect(quoteForShell(text)).toBe(word)
  })

  const awkward = [
    "",
    " ",
    "~",
    "~/a",
    "-n",
    "--",
    "a'b",
    "''",
    'a"b',
    "$HOME",
    "${HOME}",
    "$(echo x)",
    "`echo x`",
    "a\\b",
    "a\\",
    "*",
    "?",
    "[a]",
    "{a,b}",
    "a;b",
    "a&b",
    "a|b",
    "a>b",
    "a<b",
    "#a",
    "!a",
    "!!",
    "a=b",
    "(a)",
    "é🚀",
    "\u0085\u009b31m",
    "\t",
    "\n",
    "a\nb",
    "\n\n",
    "\r",
    "\x1b[31m",
    "\x03",
    "\x7f",
    "\x01f",
    "\x0a0",
    "\n'",
    "\n\\",
    "\n\\'",
    "\n$HOME`echo x`!!",
    "\\n",
    "\\x0a",
  ]

  test("gives the text back in bash", () => {
    expect(readByBash(awkward.map(quoteForShell))).toEqual(awkward)
  })

  test("gives every control character but NUL back in bash, and has none itself", () => {
    const controls = [...Array.from({ length: 0x1f }, (_, index) => index + 1), 0x7f].map((code) =>
      String.fromCharCode(code),
    )
    const texts = [...controls, ...controls.map((control) => `a${control}f'0`)]
    const words = texts.map(quoteForShell)
    expect(words.join("")).not.toMatch(/[\x00-\x1f\x7f]/)
    expect(readByBash(words)).toEqual(texts)
  })

  test("gives every text back in bash, and has nothing that a terminal would act on", () => {
    const character = FastCheck.oneof(
      FastCheck.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      FastCheck.integer({ min: 1, max: 0x7f }).map((code) => String.fromCharCode(code)),
      FastCheck.constantFrom("'", "\\", "\n", "$", "`", "!", "x", "0"),
    ).filter((text) => text !== "\0")
    const text = FastCheck.array(character, { maxLength: 12 }).map((characters) => characters.join(""))
    FastCheck.assert(
      FastCheck.property(FastCheck.array(text, { minLength: 1, maxLength: 200, size: "max" }), (texts) => {
        const words = texts.map(quoteForShell)
        expect(words.join("")).not.toMatch(/[\x00-\x1f\x7f]/)
        expect(readByBash(words)).toEqual(texts)
      }),
      { numRuns: 20, seed: 1 },
    )
  })
})
