import { describe, expect, test } from "bun:test"

import type { Verdict } from "../../../../../src/tasks/agents/agent.ts"
import { pi } from "../../../../../src/tasks/agents/pi/agent.ts"
import { assignment, hopeful, id, judgeOf, plain, readerOf, readsAsEveryAgent } from "../contract.ts"
import { answered, began, complained, said, toolBegan, toolEnded } from "../events.ts"
import { samples } from "./samples.ts"

describe("pi", async () => {
  const read = await readerOf(pi)
  const judged = judgeOf(pi, read)

  test("gets its arguments for a first run and for a resume", () => {
    const common = ["--mode", "json", "--session", "/task/conversation.jsonl"]
    expect(pi.start(assignment, id)).toEqual([...common, "--model", "m"])
    expect(pi.resume(assignment, id)).toEqual(pi.start(assignment, id))
    expect(pi.start(plain, id)).toEqual(common)
  })

  test("keeps its conversation in a file of the task", () => {
    expect(pi.files).toEqual(["conversation.jsonl"])
  })

  describe("at its end:", () => {
    test.each<[string, number, ReadonlyArray<string>, Verdict]>([
      ["it is done", 0, samples.toolCall, hopeful(0)],
      ["it has failed, and ends with 0", 0, samples.refused, hopeful(1)],
      ["it was killed", 137, samples.killedInTool, hopeful(137)],
    ])("%s", (_, exitCode, lines, verdict) => {
      expect(judged(exitCode, lines)).toEqual(verdict)
    })
  })

  describe("its events:", () => {
    const begun = began("01a1fd7d-6d98-715e-9289-7a85b675a6ad")

    test("uses a tool and answers; what its answer grows by is no event", () => {
      expect(samples.toolCall.flatMap(read)).toEqual([
        begun,
        toolBegan("toolu_15073_1", "bash", "echo out; exit 3"),
        toolEnded("toolu_15073_1", true, "out\n\nCommand exited with code 3"),
        said("Done."),
        answered({ turns: 2, dollars: 0.001224, tokens: 320 }),
      ])
    })

    test("fails at every attempt, and complains between them", () => {
      const failed = answered({ failed: true, text: "500 the stand-in answers 500", turns: 1, dollars: 0, tokens: 0 })
      expect(samples.refused.flatMap(read)).toEqual([begun, failed, complained("500 the stand-in answers 500"), failed])
    })

    test("that ends without an answer has failed", () => {
      expect(read('{"type":"agent_end","messages":[]}')).toEqual([
        answered({ failed: true, turns: 0, dollars: 0, tokens: 0 }),
      ])
    })
  })

  readsAsEveryAgent(read, samples, "Done.")
})
