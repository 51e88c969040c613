import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as FastCheck from "effect/FastCheck"

import { isAlive, signalProcess } from "../../../src/os/process/processes.ts"
import { makeTerminalReader } from "../../../src/terminal/terminalReader.ts"
import { busyMachineMillis } from "../system.ts"

setDefaultTimeout(2 * busyMachineMillis)

const [columns, rows] = [120, 30]

/** The events for these chunks, in order: answers, and whether arrow keys have their other form. */
const told = (chunks: ReadonlyArray<Uint8Array | string>): ReadonlyArray<string | boolean> => {
  const events: Array<string | boolean> = []
  const reader = makeTerminalReader(columns, rows, {
    answer: (text) => events.push(text),
    cursorKeys: (application) => events.push(application),
  })
  for (const chunk of chunks) reader.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk)
  return events
}

const where = "\x1b[6n"

/** Where the cursor is after the text: `row;column`. */
const cursorAfter = (text: string): string | undefined => {
  const answer = told([text + where]).at(-1)
  return typeof answer === "string" ? /^\x1b\[(\d+;\d+)R$/.exec(answer)?.[1] : undefined
}

const place = (row: number, column: number) => `\x1b[${row};${column}H`

describe("requests are answered", () => {
  test.each([
    ["for the position", "\x1b[6n", ["\x1b[1;1R"]],
    ["for the position, after text", "$ x\x1b[6n", ["\x1b[1;4R"]],
    ["for the status", "\x1b[5n", ["\x1b[0n"]],
    ["for the kind of terminal", "\x1b[c", ["\x1b[?6c"]],
    ["for the kind of terminal, with its parameter", "\x1b[0c", ["\x1b[?6c"]],
    ["several, in their order", "\x1b[5na\x1b[6n\x1b[c", ["\x1b[0n", "\x1b[1;2R", "\x1b[?6c"]],
    ["for nothing that there is", "\x1b[n\x1b[0n\x1b[7n\x1b[66n", []],
    ["not where they are another terminal's", "\x1b[>c\x1b[=c\x1b[?6n", []],
    ["not within a title", "\x1b]0;\x1b\\\x1bP[6n\x1b\\\x1b_[6n\x1b\\", []],
    ["not by text that looks like one", "[6n ^[[6n", []],
    ["not where they were broken off", "\x1b[6\x18n\x1b[6\x1an\x1b[6\x1b[5n", ["\x1b[0n"]],
  ])("%s", (_, text, answers) => {
    expect(told([text])).toEqual(answers)
  })
})

describe("arrow keys", () => {
  test.each([
    ["\x1b[?1h", [true]],
    ["\x1b[?1l", [false]],
    ["\x1b[?1h\x1b[?1l", [true, false]],
    ["\x1b[?25;1;2004h", [true]],
    ["\x1b[?1;25l", [false]],
    ["\x1b[?1h\x1bc", [true, false]],
    ["\x1b[?1h\x1b[!p", [true, false]],
    ["\x1b[1h\x1b[?11h\x1b[?12l\x1b[?1049h\x1b[>1h", []],
    ["\x1b=\x1b>", []],
  ])("after %j: %j", (text, events) => {
    expect(told([text])).toEqual(events)
  })
})

describe("the cursor", () => {
  test.each([
    ["is at home first", "", "1;1"],
    ["goes on with text", "abc", "1;4"],
    ["goes on with each character once, however many bytes that has", "é✓", "1;3"],
    ["goes on by two with a wide character", "漢字", "1;5"],
    ["stays with a combining one", "e\u0301", "1;2"],
    ["stays with control characters", "\0\x01\x07\x0e\x0f\x7f", "1;1"],
    ["goes back", "abc\r", "1;1"],
    ["goes down", "abc\n", "2;4"],
    ["goes down and back", "abc\r\n", "2;1"],
    ["goes down with VT and FF", "a\vb\fc", "3;4"],
    ["goes left", "abc\b\b", "1;2"],
    ["goes left no further than the margin", "a\b\b\b", "1;1"],
    ["goes to the next tab stop", "a\tb", "1;10"],
    ["goes from a tab stop to the next", "\t\t", "1;17"],
    ["goes with tabs to the last column and no further", `${"\t".repeat(40)}`, "1;120"],
    ["stays at the bottom", "\n".repeat(100), "30;1"],
    ["stays in the last column until more comes", "x".repeat(120), "1;120"],
    ["is on the next line then", "x".repeat(121), "2;2"],
    ["goes back from the last column", `${"x".repeat(120)}\r`, "1;1"],
    ["goes to the next line after a full one, once", `${"x".repeat(120)}\r\ny`, "2;2"],
    ["is not moved by a colour in the last column", `${"x".repeat(120)}\x1b[31my`, "2;2"],
    ["goes to the next line with a wide character that has no room", `${"x".repeat(119)}漢`, "2;3"],
    ["stays in the last column after a wide character", `${"x".repeat(118)}漢`, "1;120"],
    ["wraps at the bottom", `${place(30, 1)}${"x".repeat(250)}`, "30;11"],
    ["is moved up", `${place(5, 5)}\x1b[A\x1b[2A`, "2;5"],
    ["is moved down", "\x1b[B\x1b[2B\x1b[e", "5;1"],
    ["is moved right", "\x1b[C\x1b[2C\x1b[a", "1;5"],
    ["is moved left", `${place(5, 9)}\x1b[D\x1b[2D`, "5;6"],
    ["is moved by one where it is by none", `${place(5, 5)}\x1b[0A\x1b[0C`, "4;6"],
    ["is moved no further than the margins", "\x1b[999B\x1b[999C", "30;120"],
    ["is moved no further than the other margins", `${place(5, 5)}\x1b[999A\x1b[999D`, "1;1"],
    ["is moved down and back", "abc\x1b[2E", "3;1"],
    ["is moved up and back", `${place(5, 5)}\x1b[2F`, "3;1"],
    ["is placed", "\x1b[3;4H", "3;4"],
    ["is placed by the other sequence", "\x1b[3;4f", "3;4"],
    ["is placed at home", "abc\x1b[H", "1;1"],
    ["is placed in a row", "abc\x1b[7H", "7;1"],
    ["is placed in a column", "\x1b[;7H", "1;7"],
    ["is placed within the screen", "\x1b[100;1000H", "30;120"],
    ["is placed at least at 1", "\x1b[0;0H", "1;1"],
    ["is placed in a column of its row", "\n\x1b[9G", "2;9"],
    ["is placed in a column by the other sequence", "\n\x1b[9`", "2;9"],
    ["is placed in a row of its column", "abc\x1b[9d", "9;4"],
    ["is moved by tabs", "\x1b[2I", "1;17"],
    ["is saved and comes back", `${place(3, 4)}\x1b7${place(9, 9)}\x1b8`, "3;4"],
    ["is saved and comes back, by the other sequences", `${place(3, 4)}\x1b[s${place(9, 9)}\x1b[u`, "3;4"],
    ["comes back home where it was not saved", `${place(9, 9)}\x1b8`, "1;1"],
    ["comes back more than once", `${place(3, 4)}\x1b7x\x1b8xx\x1b8`, "3;4"],
    ["comes back from the other screen", `${place(3, 4)}\x1b[?1049h${place(9, 9)}\x1b[?1049l`, "3;4"],
    ["goes down with an index", "abc\x1bD", "2;4"],
    ["goes down and back with a next line", "abc\x1bE", "2;1"],
    ["goes up with a reverse index", `${place(5, 5)}\x1bM`, "4;5"],
    ["stays at the top with one", "abc\x1bM", "1;4"],
    ["is at home after a reset", `${place(5, 5)}\x1bc`, "1;1"],
    ["stays after a soft reset", `${place(5, 5)}\x1b[!p`, "5;5"],
    ["comes back home after one", `${place(5, 5)}\x1b7${place(8, 8)}\x1b[!p\x1b8`, "1;1"],
    [
      "is not moved by sequences that have other letters' intermediates",
      `${place(5, 5)}\x1b[2 A\x1b[3$H\x1b[2'd`,
      "5;5",
    ],
    ["is at home after a region was set", `${place(5, 5)}\x1b[2;10r`, "1;1"],
    ["stays at the bottom of a region", `\x1b[2;10r${place(10, 3)}\n\n`, "10;3"],
    ["goes on below a region", `\x1b[2;10r${place(15, 3)}\n\n`, "17;3"],
    ["stays at the top of a region", `\x1b[5;10r${place(5, 3)}\x1bM`, "5;3"],
    ["goes to the bottom after the region was taken back", `\x1b[2;10r\x1b[r${place(10, 3)}\n\n`, "12;3"],
    [
      "is not moved by colours, clearing and modes",
      `ab\x1b[1;31m\x1b[K\x1b[2J\x1b[3X\x1b[4P\x1b[4@\x1b[?25l\x1b[4h\x1b(B\x1b[2 q`,
      "1;3",
    ],
    ["is not moved by titles", "ab\x1b]0;a title\x07\x1b]2;x\x1b\\\x1bPq\x1b\\\x1bkname\x1b\\", "1;3"],
    ["goes on in a sequence that a control character is within", "ab\x1b[1\r;5Hx", "1;6"],
  ])("%s", (_, text, position) => {
    expect(cursorAfter(text)).toBe(position)
  })
})

/** Pieces of a screen's output that every tmux knows. */
const step = FastCheck.oneof(
  { weight: 3, arbitrary: FastCheck.integer({ min: 1, max: 130 }).map((length) => "x".repeat(length)) },
  { weight: 3, arbitrary: FastCheck.constantFrom("a", "é", "漢", "漢字漢字", "e\u0301", " ", "plain text") },
  { weight: 6, arbitrary: FastCheck.constantFrom("\r", "\n", "\r\n", "\b", "\t", "\v", "\f", "\x07", "\n\n\n") },
  {
    weight: 6,
    arbitrary: FastCheck.tuple(
      FastCheck.oneof(FastCheck.constantFrom("", "0", "1", "2"), FastCheck.integer({ min: 0, max: 200 }).map(String)),
      FastCheck.constantFrom(..."ABCDEFGHd`fm"),
    ).map(([count, final]) => `\x1b[${count}${final}`),
  },
  {
    weight: 3,
    arbitrary: FastCheck.tuple(FastCheck.integer({ min: 0, max: 40 }), FastCheck.integer({ min: 0, max: 140 })).map(
      ([row, column]) => `\x1b[${row};${column}H`,
    ),
  },
  { weight: 3, arbitrary: FastCheck.constantFrom("\x1b7", "\x1b8", "\x1b[s", "\x1b[u", "\x1bD", "\x1bE", "\x1bM") },
  {
    weight: 1,
    arbitrary: FastCheck.constantFrom(
      "\x1b[K",
      "\x1b[2J",
      "\x1b[3X",
      "\x1b]0;title\x07",
      "\x1bPq\x1b\\",
      "\x1b(B",
      "\x1b[?25l",
    ),
  },
)

/** The same within a region, of which the reader knows the line ends. */
const stepInRegion = FastCheck.oneof(
  FastCheck.constantFrom(
    "x",
    "x".repeat(250),
    "\r",
    "\n",
    "\n\n\n\n",
    "\r\n",
    "\x1bD",
    "\x1bE",
    "\x1bM",
    "\x1bM\x1bM\x1bM",
  ),
  FastCheck.tuple(FastCheck.integer({ min: 1, max: 30 }), FastCheck.integer({ min: 1, max: 120 })).map(
    ([row, column]) => place(row, column),
  ),
  // Terminals do not agree on the meaning of 0 as the last line.
  FastCheck.tuple(FastCheck.integer({ min: 0, max: 32 }), FastCheck.integer({ min: 1, max: 32 })).map(
    ([top, bottom]) => `\x1b[${top};${bottom}r`,
  ),
)

test("the borders of the chunks make no difference", () => {
  const anything = FastCheck.array(
    FastCheck.oneof(
      { weight: 6, arbitrary: step.map((text) => Buffer.from(text)) },
      {
        weight: 3,
        arbitrary: FastCheck.constantFrom(where, "\x1b[c", "\x1b[?1h", "\x1b[?1l").map((text) => Buffer.from(text)),
      },
      { weight: 1, arbitrary: FastCheck.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)) },
    ),
    { maxLength: 25 },
  ).map((parts) => Buffer.concat([...parts, Buffer.from(`\x18${where}`)]))
  FastCheck.assert(
    FastCheck.property(
      anything,
      FastCheck.array(FastCheck.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
      (bytes, lengths) => {
        const chunks: Array<Uint8Array> = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const length = lengths[turn % lengths.length] ?? 1
          chunks.push(bytes.subarray(at, at + length))
          at += length
        }
        const whole = told([bytes])
        expect(told(chunks)).toEqual(whole)
        expect(told(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole)
      },
    ),
    { numRuns: 1000 },
  )
})

test("the cursor stays on the screen for any output", () => {
  const anything = FastCheck.array(
    FastCheck.oneof(step, stepInRegion, FastCheck.string({ unit: "binary", maxLength: 5 })),
    { maxLength: 30 },
  )
  FastCheck.assert(
    FastCheck.property(anything, (steps) => {
      const [row = 0, column = 0] =
        cursorAfter(`${steps.join("")}\x18\x1b\\`)
          ?.split(";")
          .map(Number) ?? []
      expect(row).toBeWithin(1, rows + 1)
      expect(column).toBeWithin(1, columns + 1)
    }),
    { numRuns: 1000 },
  )
})

// ---------------------------------------------------------------------------------------------------------------- tmux

const tmux = Bun.which("tmux")

interface Answered {
  readonly size: string
  readonly results: ReadonlyArray<
    ReadonlyArray<{ readonly printed: string; readonly row: number; readonly column: number }>
  >
}

let home = ""
let server: number | undefined
afterEach(async () => {
  const ended = server ?? 0
  server = undefined
  signalProcess(ended, "SIGTERM")
  while (isAlive(ended)) await Bun.sleep(5)
  if (home !== "") rmSync(home, { recursive: true, force: true })
  home = ""
})

/** What a pane of tmux answers after every step of each case. */
const inPane = async (cases: ReadonlyArray<ReadonlyArray<string>>): Promise<Answered> => {
  home = mkdtempSync(join(realpathSync(tmpdir()), "ou-"))
  const [given, out, configuration] = [join(home, "cases"), join(home, "out"), join(home, "conf")]
  writeFileSync(given, JSON.stringify(cases))
  writeFileSync(configuration, "set -g status off\n")
  const oracle = join(import.meta.dir, "paneOracle.ts")
  const { PATH = "/usr/bin:/bin" } = process.env
  const run = (...words: ReadonlyArray<string>) =>
    Bun.spawnSync([tmux ?? "tmux", "-u", "-S", join(home, "s"), "-f", configuration, ...words], {
      env: { PATH, HOME: home, TERM: "xterm" },
    })
  run("new-session", "-d", "-x", String(columns), "-y", String(rows), process.execPath, oracle, given, out)
  server = Number(run("display-message", "-p", "#{pid}").stdout.toString()) || undefined
  while (!existsSync(out)) await Bun.sleep(10)
  return JSON.parse(readFileSync(out, "utf8")) as Answered
}

const expectAsInPane = async (cases: ReadonlyArray<ReadonlyArray<string>>): Promise<void> => {
  const { results, size } = await inPane(cases)
  expect(size).toBe(`${rows} ${columns}`)
  expect(results.length).toBe(cases.length)
  for (const steps of results) {
    let text = ""
    for (const { column, printed, row } of steps) {
      text += printed
      expect({ text, position: cursorAfter(text) }).toEqual({ text, position: `${row};${column}` })
    }
  }
}

describe.skipIf(tmux === null)("tmux, in a pane of the same size, has the cursor", () => {
  test("in the same place after every step of any output", () =>
    expectAsInPane(FastCheck.sample(FastCheck.array(step, { minLength: 5, maxLength: 30 }), 200)))

  test("in the same place after every line's end in any region", () =>
    expectAsInPane(FastCheck.sample(FastCheck.array(stepInRegion, { minLength: 5, maxLength: 20 }), 100)))

  test.each([
    ["a prompt", ["$ ls\r\n", "a  b\r\n", "\x1b[?2004h", "$ "]],
    ["a wide character that has no room", ["x".repeat(119), "漢", "\r", "x"]],
    [
      "the other screen, in which the cursor was saved",
      [place(3, 4), "\x1b[?1049h", place(9, 9), "\x1b7", place(20, 20), "\x1b[?1049l"],
    ],
    ["regions that cannot be", [place(5, 5), "\x1b[3;1r", "\x1b[7;7r", "\x1b[40;2r", "\x1b[2;99r"]],
    ["tabs backwards", [place(3, 30), "\x1b[Z", "\x1b[2Z"]],
    ["a character that is repeated", ["ab\x1b[5b", "\x1b[20b"]],
    ["long lines without wrapping", ["\x1b[?7l", "x".repeat(119), "xx", "yyy", "\x1b[?7h", "\r", "z".repeat(125)]],
    ["tab stops of its own", ["\x1b[3g", "\t", "\r\x1b[10G\x1bH\r", "\t"]],
  ])("in the same place after %s", (_, steps) => expectAsInPane([steps]))
})
