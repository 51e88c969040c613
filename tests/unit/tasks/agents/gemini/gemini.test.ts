import { describe, expect, test } from "bun:test"

import type { Verdict } from "../../../../../src/tasks/agents/agent.ts"
import { gemini } from "../../../../../src/tasks/agents/gemini/agent.ts"
import { assignment, hopeful, hopeless, id, judgeOf, plain, readerOf, readsAsEveryAgent } from "../contract.ts"
import { answered, began, said, toolBegan, toolEnded } from "../events.ts"
import { samples } from "./samples.ts"

describe("Gemini", async () => {
  const read = await readerOf(gemini)
  const judged = judgeOf(gemini, read)

  test("gets its arguments for a first run and for a resume", () => {
    const common = ["--output-format", "stream-json", "--skip-trust"]
    expect(gemini.start(assignment, id)).toEqual([...common, "--yolo", "--model", "m", "--session-id", id])
    expect(gemini.resume(assignment, id)).toEqual([...common, "--yolo", "--model", "m", "--resume", id])
    expect(gemini.start({ ...plain, permissions: "plan" }, id)).toEqual([
      ...common,
      "--approval-mode",
      "plan",
      "--session-id",
      id,
    ])
  })

  describe("at its end:", () => {
    test.each<[string, number, ReadonlyArray<string>, Verdict]>([
      ["it is done", 0, samples.toolCall, hopeful(0)],
      ["it was told to end, and ends with 0", 0, samples.killedInTool, hopeful(143)],
      ["it printed no event", 0, [], hopeful(0)],
      ["it was refused", 1, samples.refused, hopeful(1)],
      ["it has no key", 41, [], hopeless(41)],
      ["it is not trusted", 55, [], hopeless(55)],
      ["its API answers 400", 144, samples.refused, hopeless(144)],
      ["its API answers 404", 148, samples.refused, hopeless(148)],
      ["its API answers 500", 244, samples.refused, hopeful(244)],
      ["it was killed", 143, samples.killedInTool, hopeful(143)],
    ])("%s", (_, exitCode, lines, verdict) => {
      expect(judged(exitCode, lines)).toEqual(verdict)
    })
  })

  describe("its events:", () => {
    const call = "run_shell_command__run_shell_command_1795253731776_0"
    const begun = began("11111111-1111-4111-8111-111111111111", "gemini-2.5-pro")

    test("uses a tool and answers bit by bit; its prompt is no event", () => {
      expect(samples.toolCall.flatMap(read)).toEqual([
        begun,
        toolBegan(call, "run_shell_command", "echo out; echo err >&2; exit 3"),
        toolEnded(call, false, "out\nerr"),
        said("Do", true),
        said("ne.", true),
        answered({ seconds: 0.182, tokens: 250 }),
      ])
    })

    test("fails with the error of its result", () => {
      expect(samples.refused.flatMap(read)).toEqual([
        begun,
        answered({ failed: true, text: "[API Error: the stand-in answers 400]", seconds: 0, tokens: 0 }),
      ])
    })

    test("tells of a tool that failed, with or without output", () => {
      expect(read('{"type":"tool_result","tool_id":"c","status":"error"}')).toEqual([toolEnded("c", true, "")])
    })
  })

  readsAsEveryAgent(read, samples, "Done.")
})
