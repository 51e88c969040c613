import { describe, expect, test } from "bun:test"

import type { Exit } from "../../../../src/sessions/state/restart.ts"
import { announceRestart, announceRun, describeExit, presentRun } from "../../../../src/sessions/state/runs.ts"

/** As a pane's log has it: the terminal writes the carriage returns, the filter takes them. */
const asLogged = (...lines: ReadonlyArray<string>): string => `${lines.join("\n")}\n`.replaceAll("\r", "")

const failure: Exit = { _tag: "Exited", code: 3 }

test.each([
  [{ _tag: "Exited", code: 0 }, "exit code 0"],
  [{ _tag: "Exited", code: 137 }, "exit code 137"],
  [{ _tag: "Killed", signal: "SIGKILL" }, "signal SIGKILL"],
] as const)("%j reads %s", (exit, words) => {
  expect(describeExit(exit)).toBe(words)
})

test("a restart is announced with the name, the end, the pause, and what the problem is where there is one", () => {
  const plain = announceRestart("web", failure, 4, undefined)
  expect(plain).toContain("web ended with exit code 3")
  expect(plain).toContain("4 s")
  expect(announceRestart("web", failure, 4, "no such directory")).toContain("no such directory")
})

test("announcements always begin a line of their own, and leave the cursor in the first column", () => {
  const restart = announceRestart("web", failure, 1, undefined)
  expect(restart).toStartWith("\r\n")
  expect(restart).toEndWith("\r")
  expect(announceRun(2)).toEndWith("\r")
})

describe("of what a pane shows, the present run", () => {
  const restart = announceRestart("web", failure, 1, undefined)

  test("is all where nothing was started again", () => {
    expect(presentRun("one\ntwo\n")).toBe("one\ntwo\n")
    expect(presentRun("")).toBe("")
  })

  test("is what comes after its announcement", () => {
    expect(presentRun(asLogged("old", restart, announceRun(2), "new", "newer"))).toBe("new\nnewer\n")
  })

  test("is what comes after the last announcement", () => {
    const text = asLogged("old", restart, announceRun(2), "less old", restart, announceRun(3), "new")
    expect(presentRun(text)).toBe("new\n")
  })

  test("begins with the empty lines that it began with", () => {
    expect(presentRun(asLogged("old", restart, announceRun(2), "", "new"))).toBe("\nnew\n")
  })

  test("is nothing where it has said nothing yet", () => {
    expect(presentRun(asLogged("old", restart, announceRun(2)))).toBe("")
    expect(presentRun(asLogged("old", restart, announceRun(2)).trimEnd())).toBe("")
  })

  test("is found where the pane has blanks at the ends of its lines", () => {
    expect(presentRun(asLogged("old", restart, `${announceRun(12)}  `, "new"))).toBe("new\n")
  })

  test.each(["see [outlive] run 2", "[outlive] run two", "[outlive] run 2 and more", "[outlive] runs 2"])(
    "is not begun by a line of the program: %s",
    (line) => {
      expect(presentRun(asLogged("one", line, "two"))).toBe(asLogged("one", line, "two"))
    },
  )
})
