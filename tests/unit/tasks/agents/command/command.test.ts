import { expect, test } from "bun:test"

import { command } from "../../../../../src/tasks/agents/command/agent.ts"
import { hopeful, id, judgeOf, plain } from "../contract.ts"

test("a command runs the user's words as they are, first and again", () => {
  const words = { ...plain, command: ["make", "-j", "", "a b"] }
  expect(command.start(words, id)).toEqual(["-j", "", "a b"])
  expect(command.resume(words, id)).toEqual(["-j", "", "a b"])
})

test("a command that has failed may succeed when it runs again", () => {
  expect(judgeOf(command)(3, [])).toEqual(hopeful(3))
})
