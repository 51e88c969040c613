import { describe, expect, test } from "bun:test"

import type { Verdict } from "../../../../../src/tasks/agents/agent.ts"
import { opencode } from "../../../../../src/tasks/agents/opencode/agent.ts"
import { assignment, hopeful, hopeless, id, judgeOf, plain, readerOf, readsAsEveryAgent } from "../contract.ts"
import { answered, began, complained, said, toolBegan, toolEnded } from "../events.ts"
import { samples } from "./samples.ts"

describe("OpenCode", async () => {
  const read = await readerOf(opencode)
  const judged = judgeOf(opencode, read)

  test("gets its arguments for a first run and for a resume", () => {
    const common = ["run", "--format", "json"]
    expect(opencode.start(assignment, id)).toEqual([...common, "--auto", "--model", "m"])
    expect(opencode.resume(assignment, id)).toEqual([...common, "--auto", "--model", "m", "--session", id])
    expect(opencode.start({ ...plain, permissions: "default" }, id)).toEqual(common)
  })

  describe("at its end:", () => {
    test.each<[string, number, ReadonlyArray<string>, Verdict]>([
      ["it is done", 0, samples.toolCall, hopeful(0)],
      ["it has no key", 1, samples.refused, hopeless(1)],
      ["it was not allowed to use a tool", 1, samples.toolRefused, hopeful(1)],
    ])("%s", (_, exitCode, lines, verdict) => {
      expect(judged(exitCode, lines)).toEqual(verdict)
    })
  })

  describe("its events:", () => {
    const conversation = "ses_e02873388ffe2Q1Ht7rpOSZ1BW"

    test("tells of a tool when it has ended, and answers once, at its last step", () => {
      expect(samples.toolCall.flatMap(read)).toEqual([
        began(conversation),
        toolBegan("call_7596_4", "bash", "echo tool-ran; exit 3"),
        toolEnded("call_7596_4", false, "tool-ran\n"),
        began(conversation),
        said("done"),
        answered({ tokens: 120 }),
      ])
    })

    test("tells why a tool failed", () => {
      expect(samples.toolRefused.flatMap(read)).toEqual([
        toolBegan("call_7596_4", "bash", "echo x"),
        toolEnded("call_7596_4", true, "The user rejected permission to use this specific tool call."),
      ])
    })

    test("names its conversation even where all that it says is an error", () => {
      expect(samples.refused.flatMap(read)).toEqual([
        began(conversation),
        complained("the stand-in answers 401", "permanent"),
        answered({ failed: true, text: "the stand-in answers 401" }),
      ])
    })

    test("says of no other error that it is permanent", () => {
      for (const data of [{ message: "busy", isRetryable: true }, { message: "busy" }]) {
        const line = JSON.stringify({ type: "error", sessionID: conversation, error: { name: "APIError", data } })
        expect(read(line)).toEqual([began(conversation), answered({ failed: true, text: "busy" })])
      }
    })

    test("names an error that has no message", () => {
      expect(read('{"type":"error","error":{"name":"UnknownError"}}')).toEqual([
        answered({ failed: true, text: "UnknownError" }),
      ])
    })
  })

  readsAsEveryAgent(read, samples, "done")
})
