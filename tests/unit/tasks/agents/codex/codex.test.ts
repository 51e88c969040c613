import { describe, expect, test } from "bun:test"

import type { Verdict } from "../../../../../src/tasks/agents/agent.ts"
import { codex } from "../../../../../src/tasks/agents/codex/agent.ts"
import { assignment, hopeful, hopeless, id, judgeOf, plain, readerOf, readsAsEveryAgent } from "../contract.ts"
import { answered, began, complained, said, toolBegan, toolEnded } from "../events.ts"
import { samples } from "./samples.ts"

describe("Codex", async () => {
  const read = await readerOf(codex)
  const judged = judgeOf(codex, read)

  test("gets its arguments for a first run and for a resume", () => {
    const common = ["exec", "--json", "--skip-git-repo-check"]
    const skip = "--dangerously-bypass-approvals-and-sandbox"
    expect(codex.start(assignment, id)).toEqual([...common, skip, "--model", "m", "-"])
    expect(codex.resume(assignment, id)).toEqual([...common, skip, "--model", "m", "resume", id, "-"])
    expect(codex.start({ ...plain, permissions: "read-only" }, id)).toEqual([...common, "--sandbox", "read-only", "-"])
  })

  describe("at its end:", () => {
    test.each<[string, number, ReadonlyArray<string>, Verdict]>([
      ["it is done", 0, samples.toolCall, hopeful(0)],
      ["it has no key", 1, samples.refused, hopeless(1)],
      ["it was killed", 143, samples.killedInTool, hopeful(143)],
    ])("%s", (_, exitCode, lines, verdict) => {
      expect(judged(exitCode, lines)).toEqual(verdict)
    })

    test.each([
      ["unexpected status 403 Forbidden", true],
      ["unexpected status 500", false],
      ["it took 4010 ms", false],
    ])("a failure with %p is hopeless: %p", (message, isHopeless) => {
      const failure = JSON.stringify({ type: "turn.failed", error: { message } })
      expect(judged(1, [failure]).hopeless).toBe(isHopeless)
    })
  })

  describe("its events:", () => {
    const conversation = "01a1fd85-f029-7b91-ad78-92ba10aafcb8"

    test("uses a tool and answers", () => {
      expect(samples.toolCall.flatMap(read)).toEqual([
        began(conversation),
        complained("Model metadata for `stand-in` not found."),
        toolBegan("item_1", "shell", "/bin/bash -lc 'echo tool-ran; exit 3'"),
        toolEnded("item_1", true, "tool-ran\n"),
        said("done"),
        answered({ tokens: 240 }),
      ])
    })

    test("complains, and fails in the end", () => {
      expect(samples.refused.flatMap(read)).toEqual([
        began(conversation),
        complained("Reconnecting... 1/5 (unexpected status 401 Unauthorized: the stand-in answers 401)"),
        answered({ failed: true, text: "unexpected status 401 Unauthorized: the stand-in answers 401" }),
      ])
    })

    test("thinks without a word", () => {
      const reasoning = { id: "item_3", type: "reasoning", text: "hm" }
      for (const type of ["item.started", "item.completed"]) {
        expect(read(JSON.stringify({ type, item: reasoning }))).toEqual([])
      }
    })

    test.each([
      ["web_search", { query: "bun" }, "bun"],
      ["file_change", { changes: [{ path: "/work/a", kind: "add" }] }, '{"changes":[{"path":"/work/a","kind":"add"}]}'],
      ["todo_list", {}, ""],
    ])("names another tool by its kind, and what it is about (%s)", (type, facts, about) => {
      const item = { id: "item_4", type, ...facts, status: "in_progress" }
      expect(read(JSON.stringify({ type: "item.started", item }))).toEqual([toolBegan("item_4", type, about)])
    })
  })

  readsAsEveryAgent(read, samples, "done")
})
