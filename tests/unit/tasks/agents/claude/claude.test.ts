import { describe, expect, test } from "bun:test"

import type { Environment } from "../../../../../src/os/process/environment.ts"
import type { Verdict } from "../../../../../src/tasks/agents/agent.ts"
import { claude } from "../../../../../src/tasks/agents/claude/agent.ts"
import { advance, noProgress } from "../../../../../src/tasks/agents/event.ts"
import { assignment, hopeful, hopeless, id, judgeOf, plain, readerOf, readsAsEveryAgent } from "../contract.ts"
import { answered, began, complained, said, toolBegan, toolEnded } from "../events.ts"
import { samples } from "./samples.ts"

describe("Claude Code", async () => {
  const read = await readerOf(claude)
  const judged = judgeOf(claude, read)

  test("gets its arguments for a first run and for a resume", () => {
    const streamed = ["--output-format", "stream-json", "--verbose", "--include-partial-messages"]
    const skip = "--dangerously-skip-permissions"
    expect(claude.start(assignment, id)).toEqual([skip, "-p", "--model", "m", "--session-id", id, ...streamed])
    expect(claude.resume(assignment, id)).toEqual([skip, "-p", "--model", "m", "--resume", id, ...streamed])
    expect(claude.start({ ...plain, permissions: "plan" }, id)).toEqual([
      "--permission-mode",
      "plan",
      "-p",
      "--session-id",
      id,
      ...streamed,
    ])
  })

  test("gets the arguments of the scripts", () => {
    const skip = "--dangerously-skip-permissions"
    expect(claude.scriptParameters("first", "m")).toEqual([skip, "-p", "--model", "m", "-"])
    expect(claude.scriptParameters("resume", "m")).toEqual([skip, "-c", "--model", "m"])
  })

  test.each<[boolean, Environment, boolean]>([
    [true, {}, true],
    [true, { IS_SANDBOX: "" }, true],
    [true, { IS_SANDBOX: "1" }, false],
    [false, {}, false],
  ])("as root (%p) with %j: refuses to skip permissions: %p", (isRoot, environment, refuses) => {
    expect(claude.caveat?.({ isRoot, environment }) !== undefined).toBe(refuses)
  })

  describe("at its end:", () => {
    test.each<[string, number, ReadonlyArray<string>, Verdict]>([
      ["it is done", 0, samples.toolCall, hopeful(0)],
      ["it was interrupted, and ends with 0", 0, samples.interrupted, hopeful(130)],
      ["it ends with 0 in the middle of its work", 0, samples.killedInTool, hopeful(130)],
      ["it was killed", 137, samples.killedInTool, hopeful(137)],
      ["it printed no event", 0, [], hopeful(0)],
      ["it has no key", 1, samples.refused, hopeless(1)],
      ["its API does not answer", 1, samples.overloaded, hopeful(1)],
      ["it does not know the conversation", 1, samples.unknownConversation, hopeful(1)],
    ])("%s", (_, exitCode, lines, verdict) => {
      expect(judged(exitCode, lines)).toEqual(verdict)
    })

    test.each(["authentication_failed", "billing_error", "invalid_request", "model_not_found"])(
      "another attempt does not help against %s",
      (error) => {
        const refusal = JSON.stringify({ type: "assistant", message: { content: [] }, error })
        expect(judged(1, [refusal])).toEqual(hopeless(1))
      },
    )

    test.each(["rate_limit", "overloaded", "server_error", "unknown"])("and it may against %s", (error) => {
      const refusal = JSON.stringify({ type: "assistant", message: { content: [] }, error })
      expect(judged(1, [refusal])).toEqual(hopeful(1))
    })
  })

  describe("its events:", () => {
    const conversation = "f6510460-586c-4a4f-9dd6-afea25d2cc52"
    const model = "claude-sonnet-4-6"

    test("uses tools and answers", () => {
      expect(samples.toolCall.flatMap(read)).toEqual([
        began(conversation, model),
        said("running"),
        toolBegan("toolu_1350_1", "Bash", "echo hi; false"),
        toolEnded("toolu_1350_1", true, "Exit code 1\nhi"),
        toolBegan("toolu_1350_3", "Bash", "echo ok"),
        toolEnded("toolu_1350_3", false, "ok"),
        said("Done."),
        answered({ text: "Done.", turns: 3, seconds: 0.249, dollars: 0.001836, tokens: 380 }),
      ])
    })

    test("tells by its code why the API refused, and fails although its result says success", () => {
      expect(samples.refused.flatMap(read)).toEqual([
        began(conversation, model),
        complained("the API did not answer (401 authentication_failed); attempt 1 of 10"),
        complained("Invalid API key · Fix external API key", "authentication_failed"),
        answered({
          failed: true,
          text: "Invalid API key · Fix external API key",
          turns: 1,
          seconds: 182.427,
          dollars: 0,
        }),
      ])
    })

    test("may not know why the API did not answer", () => {
      expect(samples.overloaded.flatMap(read).at(-1)).toEqual(
        complained("the API did not answer (unknown); attempt 2 of 10"),
      )
    })

    test("that is interrupted fails with its errors", () => {
      expect(samples.interrupted.flatMap(read).slice(2)).toEqual([
        toolEnded("toolu_9681_10", true, "The user doesn't want to proceed with this tool use."),
        answered({
          failed: true,
          text: "[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=tool_use",
          turns: 3,
          seconds: 1.755,
          dollars: 0.000612,
        }),
      ])
    })

    test("that does not know the conversation names none", () => {
      expect(samples.unknownConversation.flatMap(read)).toEqual([
        answered({
          failed: true,
          text: "No conversation found with session ID: 2c459558-0ae0-4c5a-9bec-ac7bb7312a88",
          turns: 0,
          seconds: 0,
          dollars: 0,
        }),
      ])
    })

    test("gives the output of a tool in parts", () => {
      const content = [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }]
      const line = JSON.stringify({
        type: "user",
        message: { content: [{ type: "tool_result", tool_use_id: "t", content }] },
      })
      expect(read(line)).toEqual([toolEnded("t", false, "a\nb")])
    })

    test("gives its answers whole: what they grow by is no event", () => {
      const delta = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Do" } }
      expect(read(JSON.stringify({ type: "stream_event", event: delta, session_id: "x" }))).toEqual([])
    })

    test("is told its prompt as text, which is no event", () => {
      expect(read('{"type":"user","message":{"role":"user","content":"go on"}}')).toEqual([])
    })
  })

  test("has no call open any more once it goes on after its death", () => {
    const resumed = [...samples.killedInTool, ...samples.resumed].flatMap(read).reduce(advance, noProgress)
    expect(resumed.openCalls.size).toBe(0)
    expect(resumed.lastSaid).toBe("ok")
  })

  readsAsEveryAgent(read, samples, "Done.")
})
