import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { commandName } from "../../../../src/exec/actions/commandName.ts"

describe("a command is known by its verb and the first word after it that is no flag", () => {
  test.each([
    ["npm run build", "npm run"],
    ["npm   run\tbuild", "npm run"],
    ["  npm run  ", "npm run"],
    ["ls", "ls"],
    ["sleep 5", "sleep 5"],
    ["ls -la /tmp", "ls /tmp"],
    ["git -C /repo status", "git /repo"],
    ["tar --create --file x.tar .", "tar x.tar"],
    ["./build.sh all", "./build.sh all"],
    ["/usr/bin/make -j4 check", "/usr/bin/make check"],
    // Nothing but flags.
    ["ls -l", "ls -l"],
    ["node --version -v", "node --version"],
    ["cat -", "cat -"],
    ["npm -- test", "npm test"],
  ])("%j is %j", (command, name) => {
    expect(commandName(command)).toBe(name)
  })
})

describe("quotes hold words together and are left out", () => {
  test.each([
    [`echo "hello world" x`, "echo hello world"],
    [`echo 'hello world'`, "echo hello world"],
    [`grep "a|b" file`, "grep a|b"],
    [`grep 'a;b&c>d' file`, "grep a;b&c>d"],
    [`"my program" run`, "my program run"],
    [`echo a"b c"d'e f'`, "echo ab cde f"],
    [`echo "a \\"quoted\\" word"`, `echo a "quoted" word`],
    [`echo 'it'"'"'s'`, "echo it's"],
    [`echo a\\ b c`, "echo a b"],
    [`echo \\"x y`, `echo "x`],
    [`echo "" x`, "echo x"],
    [`'' ls`, "ls"],
    // Without an end.
    [`echo "abc def`, `echo "abc`],
    [`echo it's`, "echo it's"],
    [`echo \\`, "echo \\"],
  ])("%j is %j", (command, name) => {
    expect(commandName(command)).toBe(name)
  })
})

describe("only the first command counts", () => {
  test.each([
    ["ls | wc -l", "ls"],
    ["ls|wc -l", "ls"],
    ["cd repo && npm test", "cd repo"],
    ["sleep 5; ls", "sleep 5"],
    ["sleep 5;ls", "sleep 5"],
    ["sleep 5 & wait", "sleep 5"],
    ["make -s\nmake check", "make -s"],
    ["make\r\nmake check", "make"],
    ["true || false", "true"],
    ["cat < in > out", "cat"],
    ["cat <in", "cat"],
    ["make 2>&1", "make"],
    ["make 2>errors all", "make"],
    ["cat <<EOF\ntext\nEOF", "cat"],
    ["\n\n ls /tmp", "ls /tmp"],
  ])("%j is %j", (command, name) => {
    expect(commandName(command)).toBe(name)
  })
})

describe("variables that are set for it are none of its words", () => {
  test.each([
    ["A=1 B='x y' make all", "make all"],
    ["_A1=1 make", "make"],
    ["make A=1", "make A=1"],
    ["1A=1 make", "1A=1 make"],
    ['A="b c" d e', "d e"],
  ])("%j is %j", (command, name) => {
    expect(commandName(command)).toBe(name)
  })
})

describe("a command that has no words is its own name", () => {
  test.each([
    ["A=1", "A=1"],
    ["A=1 B=2", "A=1 B=2"],
    ["A=1\nB=2", "A=1 B=2"],
    ["&& ls", "&& ls"],
    ["> file", "> file"],
    [`""`, `""`],
    [`'' ' '`, `'' ' '`],
    [" ;\n", ";"],
    [" ", ""],
  ])("%j is %j", (command, name) => {
    expect(commandName(command)).toBe(name)
  })
})

test.each([
  ["npm \\\n  run build", "npm run"],
  [`echo "a\\nb"`, "echo a\\nb"],
  [`"a\nb" "c\td"`, "a b c d"],
  ["\x1b[31mls\x07 x", "[31mls x"],
])("is on one line, without what terminals would obey: %j is %j", (command, name) => {
  expect(commandName(command)).toBe(name)
})

describe("a long target keeps its two ends", () => {
  test.each([48, 49, 50, 200])("one of %p characters", (length) => {
    const target = `${"a".repeat(length - 10)}${"z".repeat(10)}`
    const name = commandName(`cat ${target}`)
    expect([...name].length).toBeLessThanOrEqual("cat ".length + 48)
    expect(name.startsWith("cat aaaa")).toBe(true)
    expect(name.endsWith("zzzzzzzzzz")).toBe(true)
    expect(name.includes("…")).toBe(length > 48)
  })

  test("and no half of a character", () => {
    const name = commandName(`cat ${"🙂".repeat(100)}`)
    expect(name.isWellFormed()).toBe(true)
    expect([...name].length).toBeLessThanOrEqual("cat ".length + 48)
  })
})

/** Texts that a shell would take for something. */
const anyCommand = FastCheck.oneof(
  FastCheck.string({ unit: "binary" }),
  FastCheck.array(
    FastCheck.constantFrom(
      ...[
        "a",
        "ls",
        "-",
        "--x",
        " ",
        "  ",
        "\n",
        "\t",
        "\r",
        '"',
        "'",
        "\\",
        "|",
        ";",
        "&",
        "<",
        ">",
        "2>",
        "=",
        "A=1",
      ],
      ...[
        "\0",
        "\x1b[31m",
        "🙂",
        "\ud800",
        "\u2028",
        "\u00a0",
        "$(x y)",
        "`",
        "#",
        "(",
        "1".repeat(70),
        "x".repeat(70),
      ],
    ),
    { maxLength: 40 },
  ).map((parts) => parts.join("")),
)

/** More than a screen's line is no name. */
const longestName = 200

describe("for every command", () => {
  test("a name has one line of what can be shown, and is not empty where the command has something", () => {
    FastCheck.assert(
      FastCheck.property(anyCommand, (command) => {
        const name = commandName(command)
        expect(name).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        expect(name === "").toBe(!/[^\s\p{Cc}]/u.test(command))
        expect(name).toBe(name.trim())
      }),
      { numRuns: 5000 },
    )
  })

  test("a name is short", () => {
    FastCheck.assert(
      FastCheck.property(anyCommand, FastCheck.integer({ min: 1, max: 300 }), (command, times) => {
        expect(commandName(command.repeat(times)).length).toBeLessThanOrEqual(longestName)
      }),
      { numRuns: 1000 },
    )
  })

  test("what comes after the command's end makes no difference", () => {
    const words = FastCheck.array(FastCheck.constantFrom("ls", "-a", "x", `"y z"`, "'q'"), {
      minLength: 1,
      maxLength: 6,
    })
    FastCheck.assert(
      FastCheck.property(
        words,
        FastCheck.constantFrom(" | ", ";", " && ", "\n", " & ", " > "),
        anyCommand,
        (given, end, rest) => {
          const command = given.join(" ")
          expect(commandName(command + end + rest)).toBe(commandName(command))
        },
      ),
      { numRuns: 1000 },
    )
  })
})

test.each([
  ["one word", "a".repeat(1_000_000)],
  ["words", "ab ".repeat(300_000)],
  ["quotes without an end", `echo ${'"a'.repeat(300_001)}`],
  ["one quote without an end", `echo "${"a ".repeat(300_000)}`],
  ["escaped quotes", `echo "${'\\"'.repeat(300_000)}`],
  ["quotes of both kinds", `echo ${`"'`.repeat(200_001)}`],
  ["backslashes", "\\".repeat(300_001)],
  ["digits", "1".repeat(300_000)],
  ["spaces", `${" ".repeat(300_000)}ls${" ".repeat(300_000)}`],
  ["assignments", "A=1 ".repeat(200_000)],
])("a megabyte has a name soon, and throws nothing: %s", (_, command) => {
  expect(commandName(command).length).toBeLessThanOrEqual(longestName)
})
