import { expect, test } from "bun:test"

import { resolveModel } from "../../../../src/tasks/agents/models.ts"

test.each([
  ["opus", "claude-opus-4-6"],
  ["sonnet", "claude-sonnet-4-6"],
])("%s means %s", (alias, model) => {
  expect(resolveModel(alias, {})).toBe(model)
})

test.each(["claude-opus-4-6", "Opus", "opus ", "haiku", "", "a b", "constructor", "__proto__", "toString"])(
  "%p is passed through",
  (model) => {
    expect(resolveModel(model, {})).toBe(model)
  },
)

test("the configuration adds names, and may give a name another meaning", () => {
  const configured = { fast: "claude-haiku-9", opus: "claude-opus-9" }
  expect(resolveModel("fast", configured)).toBe("claude-haiku-9")
  expect(resolveModel("opus", configured)).toBe("claude-opus-9")
  expect(resolveModel("sonnet", configured)).toBe("claude-sonnet-4-6")
})

test("a name is resolved once", () => {
  expect(resolveModel("best", { best: "opus" })).toBe("opus")
})
