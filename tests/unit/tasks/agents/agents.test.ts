import { describe, expect, test } from "bun:test"

import type { Agent, Assignment, EventReader, Verdict } from "../../../../src/tasks/agents/agent.ts"
import { agentNamed, agents, commandAgent, defaultAgent } from "../../../../src/tasks/agents/agents.ts"
import { claude } from "../../../../src/tasks/agents/claude.ts"
import { codex } from "../../../../src/tasks/agents/codex.ts"
import { command } from "../../../../src/tasks/agents/command.ts"
import { advance, noProgress, type Progress } from "../../../../src/tasks/agents/event.ts"
import { gemini } from "../../../../src/tasks/agents/gemini.ts"
import { opencode } from "../../../../src/tasks/agents/opencode.ts"
import { pi } from "../../../../src/tasks/agents/pi.ts"
import * as samples from "./samples.ts"

const assignment: Assignment = { model: "m", permissions: "skip", command: [], directory: "/task" }
const plain: Assignment = { ...assignment, model: undefined }
const planning: Assignment = { ...plain, permissions: "plan" }

const readerOf = async ({ events }: Agent): Promise<EventReader> => (events === undefined ? () => [] : await events())

const progressOf = async (agent: Agent, lines: ReadonlyArray<string>): Promise<Progress> => {
  const read = await readerOf(agent)
  return lines.flatMap(read).reduce(advance, noProgress)
}

describe("the words of a first run, and of one that goes on:", () => {
  const id = "c0ffee"

  test("claude", () => {
    const streamed = ["--output-format", "stream-json", "--verbose", "--include-partial-messages"]
    const skip = "--dangerously-skip-permissions"
    expect(claude.start(assignment, id)).toEqual([skip, "-p", "--model", "m", "--session-id", id, ...streamed])
    expect(claude.resume(assignment, id)).toEqual([skip, "-p", "--model", "m", "--resume", id, ...streamed])
    expect(claude.start(planning, id)).toEqual(["--permission-mode", "plan", "-p", "--session-id", id, ...streamed])
  })

  test("codex", () => {
    const common = ["exec", "--json", "--skip-git-repo-check"]
    const skip = "--dangerously-bypass-approvals-and-sandbox"
    expect(codex.start(assignment, id)).toEqual([...common, skip, "--model", "m", "-"])
    expect(codex.resume(assignment, id)).toEqual([...common, skip, "--model", "m", "resume", id, "-"])
    expect(codex.start({ ...plain, permissions: "read-only" }, id)).toEqual([...common, "--sandbox", "read-only", "-"])
  })

  test("opencode", () => {
    const common = ["run", "--format", "json"]
    expect(opencode.start(assignment, id)).toEqual([...common, "--auto", "--model", "m"])
    expect(opencode.resume(assignment, id)).toEqual([...common, "--auto", "--model", "m", "--session", id])
    expect(opencode.start({ ...plain, permissions: "default" }, id)).toEqual(common)
  })

  test("gemini", () => {
    const common = ["--output-format", "stream-json", "--skip-trust"]
    expect(gemini.start(assignment, id)).toEqual([...common, "--yolo", "--model", "m", "--session-id", id])
    expect(gemini.resume(assignment, id)).toEqual([...common, "--yolo", "--model", "m", "--resume", id])
    expect(gemini.start(planning, id)).toEqual([...common, "--approval-mode", "plan", "--session-id", id])
  })

  test("pi", () => {
    const common = ["--mode", "json", "--session", "/task/conversation.jsonl"]
    expect(pi.start(assignment, id)).toEqual([...common, "--model", "m"])
    expect(pi.resume(assignment, id)).toEqual(pi.start(assignment, id))
    expect(pi.start(plain, id)).toEqual(common)
  })

  test("a command of the user's", () => {
    const words = { ...plain, command: ["make", "-j", "", "a b"] }
    expect(command.start(words, id)).toEqual(["-j", "", "a b"])
    expect(command.resume(words, id)).toEqual(["-j", "", "a b"])
  })
})

const hopeful = (exitCode: number): Verdict => ({ exitCode, hopeless: false })
const hopeless = (exitCode: number): Verdict => ({ exitCode, hopeless: true })

const judged = async (agent: Agent, exitCode: number, lines: ReadonlyArray<string>): Promise<Verdict> =>
  agent.judge?.(exitCode, await progressOf(agent, lines)) ?? { exitCode, hopeless: false }

describe("what an end means:", () => {
  test.each<[string, Agent, number, ReadonlyArray<string>, Verdict]>([
    ["claude is done", claude, 0, samples.claude.toolCall, hopeful(0)],
    ["claude was interrupted, and ends with 0", claude, 0, samples.claude.interrupted, hopeful(130)],
    ["claude ends with 0 in the middle of its work", claude, 0, samples.claude.killedInTool, hopeful(130)],
    ["claude was killed", claude, 137, samples.claude.killedInTool, hopeful(137)],
    ["claude printed no event", claude, 0, [], hopeful(0)],
    ["claude has no key", claude, 1, samples.claude.unauthorized, hopeless(1)],
    ["claude's API does not answer", claude, 1, samples.claude.overloaded, hopeful(1)],
    ["claude does not know the conversation", claude, 1, samples.claude.unknownConversation, hopeful(1)],
    ["codex is done", codex, 0, samples.codex.toolCall, hopeful(0)],
    ["codex has no key", codex, 1, samples.codex.unauthorized, hopeless(1)],
    ["codex was killed", codex, 143, samples.codex.killedInTool, hopeful(143)],
    ["opencode is done", opencode, 0, samples.opencode.toolCall, hopeful(0)],
    ["opencode has no key", opencode, 1, samples.opencode.unauthorized, hopeless(1)],
    ["opencode was not allowed to use a tool", opencode, 1, samples.opencode.refused, hopeful(1)],
    ["gemini is done", gemini, 0, samples.gemini.toolCall, hopeful(0)],
    ["gemini was told to end, and ends with 0", gemini, 0, samples.gemini.killedInTool, hopeful(143)],
    ["gemini printed no event", gemini, 0, [], hopeful(0)],
    ["gemini was refused", gemini, 1, samples.gemini.refused, hopeful(1)],
    ["gemini has no key", gemini, 41, [], hopeless(41)],
    ["gemini is not trusted", gemini, 55, [], hopeless(55)],
    ["gemini's API answers 400", gemini, 144, samples.gemini.refused, hopeless(144)],
    ["gemini's API answers 404", gemini, 148, samples.gemini.refused, hopeless(148)],
    ["gemini's API answers 500", gemini, 244, samples.gemini.refused, hopeful(244)],
    ["gemini was killed", gemini, 143, samples.gemini.killedInTool, hopeful(143)],
    ["pi is done", pi, 0, samples.pi.toolCall, hopeful(0)],
    ["pi has failed, and ends with 0", pi, 0, samples.pi.failed, hopeful(1)],
    ["pi was killed", pi, 137, samples.pi.killedInTool, hopeful(137)],
    ["a command has failed", command, 3, [], hopeful(3)],
  ])("%s", async (_, agent, exitCode, lines, verdict) => {
    expect(await judged(agent, exitCode, lines)).toEqual(verdict)
  })

  test.each(["authentication_failed", "billing_error", "invalid_request", "model_not_found"])(
    "another attempt of claude does not help against %s",
    async (error) => {
      const refusal = JSON.stringify({ type: "assistant", message: { content: [] }, error })
      expect(await judged(claude, 1, [refusal])).toEqual(hopeless(1))
    },
  )

  test.each(["rate_limit", "overloaded", "server_error", "unknown"])("and it may against %s", async (error) => {
    const refusal = JSON.stringify({ type: "assistant", message: { content: [] }, error })
    expect(await judged(claude, 1, [refusal])).toEqual(hopeful(1))
  })

  test.each([
    ["unexpected status 403 Forbidden", true],
    ["unexpected status 500", false],
    ["it took 4010 ms", false],
  ])("codex that fails with %p is hopeless: %p", async (message, isHopeless) => {
    const failure = JSON.stringify({ type: "turn.failed", error: { message } })
    expect((await judged(codex, 1, [failure])).hopeless).toBe(isHopeless)
  })
})

describe("every agent", () => {
  test("is found by its name, which can be the first part of a session's", () => {
    expect(agents.map(({ name }) => name)).toEqual(["claude", "codex", "opencode", "gemini", "pi", "command"])
    for (const agent of agents) {
      expect(agentNamed(agent.name)).toBe(agent)
      expect(agent.name).toMatch(/^[a-z]+$/)
    }
    expect(agentNamed("")).toBeUndefined()
    expect(agentNamed("Claude")).toBeUndefined()
    expect([defaultAgent.name, commandAgent.name]).toEqual(["claude", "command"])
  })

  test.each(agents.map((agent) => [agent.name, agent] as const))(
    "can skip permissions, and starts so: %s",
    (_, agent) => {
      expect(agent.permissionModes[0]).toBe("skip")
      expect(agent.installation).not.toBe("")
      expect(agent.idleShare).toBeGreaterThan(0)
      expect(agent.staleIntervals ?? 3).toBeGreaterThanOrEqual(3)
    },
  )

  test("gets no word of its prompt as a parameter", () => {
    for (const agent of agents) {
      for (const words of [agent.start(assignment, "id"), agent.resume(assignment, "id")]) {
        expect(words.some((word) => /interrupted/i.test(word))).toBe(false)
      }
    }
  })

  test("goes back to a conversation only where it has named or was given one", async () => {
    for (const agent of agents) {
      expect(agent.resume(assignment, "id").includes("id")).toBe(!["pi", "command"].includes(agent.name))
      expect(agent.start(assignment, "id").includes("id")).toBe(agent.conversations === "chosen")
      expect(agent.events === undefined).toBe(agent.conversations === "none")
    }
  })
})
