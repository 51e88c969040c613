import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { classifyPane } from "../../../../src/tasks/monitor/classify.ts"

const below = (lines: number): string => "\nworking".repeat(lines)

describe("a pane waits for input", () => {
  test.each([
    ["Overwrite? (y/n)"],
    ["Overwrite? (Y/n)"],
    ["Overwrite? (y/N)"],
    ["Overwrite? (Y/N)"],
    ["Overwrite? [y/n]"],
    ["Overwrite? [Y/n]"],
    ["Overwrite? [y/N]"],
    ["[Y/N]"],
    ["Overwrite? (y/n) \t "],
    ["Overwrite? (y/n)\r"],
    ["Do you trust the files in this folder?"],
    ["  > DO YOU TRUST THE FILES here, then go on"],
    ["Do you want to Trust The Authors of this?"],
  ])("that shows %p", (line) => {
    expect(classifyPane(line)).toBe("waiting_for_input")
    expect(classifyPane(`working\n${line}\n`)).toBe("waiting_for_input")
    expect(classifyPane(`${line}${below(1)}`)).toBe("waiting_for_input")
  })

  test("whose prompt is one of its last five lines", () => {
    expect(classifyPane(`Overwrite? (y/n)${below(4)}`)).toBe("waiting_for_input")
    expect(classifyPane(`Do you trust the files?${below(4)}`)).toBe("waiting_for_input")
  })

  test("whose prompt has nothing but blank lines below it", () => {
    expect(classifyPane(`Overwrite? (y/n)${"\n \t".repeat(20)}\n`)).toBe("waiting_for_input")
    expect(classifyPane(`Overwrite? (y/n)${below(4)}${"\n".repeat(20)}`)).toBe("waiting_for_input")
  })

  test("that shows a crash and a nag as well", () => {
    expect(classifyPane("panic: nil\nupdate available\nOverwrite? (y/n)")).toBe("waiting_for_input")
  })
})

describe("a pane does not wait for input", () => {
  test.each([
    ["in the middle of a line", "Overwrite? (y/n) yes"],
    ["with a full stop", "It asks (y/n)."],
    ["in brackets that do not belong together", "Overwrite? (y/n]"],
    ["in brackets that do not belong together", "Overwrite? [y/n)"],
    ["without brackets", "Overwrite? y/n"],
    ["with more in its brackets", "Overwrite? (y/n/a)"],
    ["with spaces in its brackets", "Overwrite? ( y/n )"],
    ["of other letters", "Overwrite? (j/n)"],
    ["with its letters the other way round", "(n/y)"],
    ["with the same letter twice", "[y/y]"],
    ["with the same letter twice", "[N/n]"],
    ["that is spelled out", "Overwrite? (yes/no)"],
    ["over two lines", "Overwrite? (y/\nn)"],
    ["about trust in prose", "I trust these files and the authors"],
    ["about trust over two lines", "Do you trust\nthe files"],
  ])("for a prompt %s: %p", (_, text) => {
    expect(classifyPane(text)).toBe("unknown")
  })

  test("for a prompt six lines up", () => {
    expect(classifyPane(`Overwrite? (y/n)${below(5)}`)).toBe("unknown")
    expect(classifyPane(`Do you trust the files?${below(5)}`)).toBe("unknown")
    expect(classifyPane(`Overwrite? (y/n)${below(1)}\n\n\n\n${below(1)}`)).toBe("unknown")
  })
})

describe("a pane shows a crash", () => {
  test.each([
    ["panic: runtime error"],
    ["thread 'main' panicked at src/main.rs"],
    ["Segmentation fault"],
    ["bash: line 1: 7 Aborted (core dumped)"],
  ])("that has %p anywhere", (line) => {
    expect(classifyPane(line)).toBe("crash_text")
    expect(classifyPane(`${line}${below(25)}`)).toBe("crash_text")
  })

  test("before it shows a nag", () => {
    expect(classifyPane("Update available\npanic: nil")).toBe("crash_text")
  })

  test.each([["Panic: nil"], ["PANICKED AT"], ["segmentation fault"], ["Core dumped"], ["panic"], ["segfault"]])(
    "but not for %p",
    (text) => {
      expect(classifyPane(text)).toBe("unknown")
    },
  )
})

describe("a pane shows a nag", () => {
  test.each([["A new version available: 2.0"], ["NEW VERSION AVAILABLE"], ["Update available!"], ["update available"]])(
    "that has %p anywhere",
    (line) => {
      expect(classifyPane(line)).toBe("upgrade_nag")
      expect(classifyPane(`${line}${below(25)}`)).toBe("upgrade_nag")
    },
  )

  test.each([["a new version is available"], ["updates available"]])("but not for %p", (text) => {
    expect(classifyPane(text)).toBe("unknown")
  })
})

test.each(["", "\n\n", "compiling", "\nTests: 12 passed\n"])("a pane that shows %p is unknown", (text) => {
  expect(classifyPane(text)).toBe("unknown")
})

test("blank lines at the end never change what a pane is", () => {
  const line = FastCheck.constantFrom(
    "",
    " ",
    "working",
    "Overwrite? (y/n)",
    "panic: nil",
    "update available",
    "(y/n) no",
  )
  const lines = FastCheck.array(line, { maxLength: 12 }).map((all) => all.join("\n"))
  const blank = FastCheck.stringMatching(/^(\n[ \t]*){0,8}$/)
  FastCheck.assert(
    FastCheck.property(lines, blank, (text, end) => {
      expect(classifyPane(text + end)).toBe(classifyPane(text))
    }),
    { numRuns: 1000, seed: 1 },
  )
})
