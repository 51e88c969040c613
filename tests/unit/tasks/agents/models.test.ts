import { expect, test } from "bun:test"

import type { Agent } from "../../../../src/tasks/agents/agent.ts"
import { agents, scriptAgent } from "../../../../src/tasks/agents/agents.ts"
import { resolveModel } from "../../../../src/tasks/agents/models.ts"

test.each([
  ["opus", "claude-opus-4-6"],
  ["sonnet", "claude-sonnet-4-6"],
])("%s means %s, whichever agent runs it", (alias, model) => {
  for (const agent of agents) expect(resolveModel(alias, {}, agent)).toBe(model)
})

test.each(["claude-opus-4-6", "Opus", "opus ", "haiku", "", "a b", "constructor", "__proto__", "toString"])(
  "%p is passed through",
  (model) => {
    expect(resolveModel(model, {}, scriptAgent)).toBe(model)
  },
)

test("the configuration adds names, and may give a name another meaning", () => {
  const configured = { fast: "claude-haiku-9", opus: "claude-opus-9" }
  expect(resolveModel("fast", configured, scriptAgent)).toBe("claude-haiku-9")
  expect(resolveModel("opus", configured, scriptAgent)).toBe("claude-opus-9")
  expect(resolveModel("sonnet", configured, scriptAgent)).toBe("claude-sonnet-4-6")
})

test("an agent's own alias goes before another agent's, and the configuration's before both", () => {
  const agent: Agent = { ...scriptAgent, models: { opus: "vendor/opus", tiny: "vendor/tiny" } }
  expect(resolveModel("opus", {}, agent)).toBe("vendor/opus")
  expect(resolveModel("tiny", {}, agent)).toBe("vendor/tiny")
  expect(resolveModel("sonnet", {}, agent)).toBe("claude-sonnet-4-6")
  expect(resolveModel("opus", { opus: "mine" }, agent)).toBe("mine")
})

test("a name is resolved once", () => {
  expect(resolveModel("best", { best: "opus" }, scriptAgent)).toBe("opus")
})
