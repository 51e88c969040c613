import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { EventReader } from "../../../../src/tasks/agents/agent.ts"
import { readEvent as readClaude } from "../../../../src/tasks/agents/claudeEvents.ts"
import { readEvent as readCodex } from "../../../../src/tasks/agents/codexEvents.ts"
import type { AgentEvent } from "../../../../src/tasks/agents/event.ts"
import { readEvent as readGemini } from "../../../../src/tasks/agents/geminiEvents.ts"
import { readEvent as readOpencode } from "../../../../src/tasks/agents/opencodeEvents.ts"
import { readEvent as readPi } from "../../../../src/tasks/agents/piEvents.ts"
import { aboutOf, outputOf } from "../../../../src/tasks/agents/reading.ts"
import * as samples from "./samples.ts"

const events = (read: EventReader, lines: ReadonlyArray<string>): ReadonlyArray<AgentEvent> => lines.flatMap(read)

const began = (conversation: string, model?: string): AgentEvent => ({ _tag: "Began", conversation, model })
const said = (text: string, continues = false): AgentEvent => ({ _tag: "Said", text, continues })
const toolBegan = (call: string, tool: string, about: string): AgentEvent => ({ _tag: "ToolBegan", call, tool, about })
const toolEnded = (call: string, failed: boolean, output: string): AgentEvent => ({
  _tag: "ToolEnded",
  call,
  failed,
  output,
})
const complained = (text: string, code?: string): AgentEvent => ({ _tag: "Complained", text, code })
const answered = (answer: Partial<AgentEvent & { _tag: "Answered" }>): AgentEvent => ({
  _tag: "Answered",
  failed: false,
  text: undefined,
  turns: undefined,
  seconds: undefined,
  dollars: undefined,
  tokens: undefined,
  ...answer,
})

describe("Claude Code", () => {
  const conversation = "f6510460-586c-4a4f-9dd6-afea25d2cc52"
  const model = "claude-sonnet-4-6"

  test("uses tools and answers", () => {
    expect(events(readClaude, samples.claude.toolCall)).toEqual([
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
    expect(events(readClaude, samples.claude.unauthorized)).toEqual([
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
    expect(events(readClaude, samples.claude.overloaded).at(-1)).toEqual(
      complained("the API did not answer (unknown); attempt 2 of 10"),
    )
  })

  test("that is interrupted fails with its errors", () => {
    expect(events(readClaude, samples.claude.interrupted).slice(2)).toEqual([
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
    expect(events(readClaude, samples.claude.unknownConversation)).toEqual([
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
    expect(readClaude(line)).toEqual([toolEnded("t", false, "a\nb")])
  })

  test("gives its answers whole: what they grow by is no event", () => {
    const delta = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Do" } }
    expect(readClaude(JSON.stringify({ type: "stream_event", event: delta, session_id: "x" }))).toEqual([])
  })

  test("is told its prompt as text, which is no event", () => {
    expect(readClaude('{"type":"user","message":{"role":"user","content":"go on"}}')).toEqual([])
  })
})

describe("Codex", () => {
  const conversation = "01a1fd85-f029-7b91-ad78-92ba10aafcb8"

  test("uses a tool and answers", () => {
    expect(events(readCodex, samples.codex.toolCall)).toEqual([
      began(conversation),
      complained("Model metadata for `stand-in` not found."),
      toolBegan("item_1", "shell", "/bin/bash -lc 'echo tool-ran; exit 3'"),
      toolEnded("item_1", true, "tool-ran\n"),
      said("done"),
      answered({ tokens: 240 }),
    ])
  })

  test("complains, and fails in the end", () => {
    expect(events(readCodex, samples.codex.unauthorized)).toEqual([
      began(conversation),
      complained("Reconnecting... 1/5 (unexpected status 401 Unauthorized: the stand-in answers 401)"),
      answered({ failed: true, text: "unexpected status 401 Unauthorized: the stand-in answers 401" }),
    ])
  })

  test("thinks without a word", () => {
    const reasoning = { id: "item_3", type: "reasoning", text: "hm" }
    for (const type of ["item.started", "item.completed"]) {
      expect(readCodex(JSON.stringify({ type, item: reasoning }))).toEqual([])
    }
  })

  test("names the other tools by their kind", () => {
    const item = { id: "item_4", type: "web_search", query: "bun", status: "in_progress" }
    expect(readCodex(JSON.stringify({ type: "item.started", item }))).toMatchObject([
      { _tag: "ToolBegan", call: "item_4", tool: "web_search" },
    ])
  })
})

describe("OpenCode", () => {
  const conversation = "ses_e02873388ffe2Q1Ht7rpOSZ1BW"

  test("tells of a tool when it has ended, and answers once, at its last step", () => {
    expect(events(readOpencode, samples.opencode.toolCall)).toEqual([
      began(conversation),
      toolBegan("call_7596_4", "bash", "echo tool-ran; exit 3"),
      toolEnded("call_7596_4", false, "tool-ran\n"),
      began(conversation),
      said("done"),
      answered({ tokens: 120 }),
    ])
  })

  test("tells why a tool failed", () => {
    expect(events(readOpencode, samples.opencode.refused)).toEqual([
      toolBegan("call_7596_4", "bash", "echo x"),
      toolEnded("call_7596_4", true, "The user rejected permission to use this specific tool call."),
    ])
  })

  test("names its conversation even where all that it says is an error", () => {
    expect(events(readOpencode, samples.opencode.unauthorized)).toEqual([
      began(conversation),
      complained("the stand-in answers 401", "permanent"),
      answered({ failed: true, text: "the stand-in answers 401" }),
    ])
  })

  test("says of no other error that it is permanent", () => {
    for (const data of [{ message: "busy", isRetryable: true }, { message: "busy" }]) {
      const line = JSON.stringify({ type: "error", sessionID: conversation, error: { name: "APIError", data } })
      expect(readOpencode(line)).toEqual([began(conversation), answered({ failed: true, text: "busy" })])
    }
  })

  test("names an error that has no message", () => {
    expect(readOpencode('{"type":"error","error":{"name":"UnknownError"}}')).toEqual([
      answered({ failed: true, text: "UnknownError" }),
    ])
  })
})

describe("Gemini", () => {
  const call = "run_shell_command__run_shell_command_1795253731776_0"
  const begun = began("11111111-1111-4111-8111-111111111111", "gemini-2.5-pro")

  test("uses a tool and answers bit by bit; its prompt is no event", () => {
    expect(events(readGemini, samples.gemini.toolCall)).toEqual([
      begun,
      toolBegan(call, "run_shell_command", "echo out; echo err >&2; exit 3"),
      toolEnded(call, false, "out\nerr"),
      said("Do", true),
      said("ne.", true),
      answered({ seconds: 0.182, tokens: 250 }),
    ])
  })

  test("fails with the error of its result", () => {
    expect(events(readGemini, samples.gemini.refused)).toEqual([
      begun,
      answered({ failed: true, text: "[API Error: the stand-in answers 400]", seconds: 0, tokens: 0 }),
    ])
  })

  test("tells of a tool that failed, with or without output", () => {
    expect(readGemini('{"type":"tool_result","tool_id":"c","status":"error"}')).toEqual([toolEnded("c", true, "")])
  })
})

describe("pi", () => {
  const begun = began("01a1fd7d-6d98-715e-9289-7a85b675a6ad")

  test("uses a tool and answers; what its answer grows by is no event", () => {
    expect(events(readPi, samples.pi.toolCall)).toEqual([
      begun,
      toolBegan("toolu_15073_1", "bash", "echo out; exit 3"),
      toolEnded("toolu_15073_1", true, "out\n\nCommand exited with code 3"),
      said("Done."),
      answered({ turns: 2, dollars: 0.001224, tokens: 320 }),
    ])
  })

  test("fails at every attempt, and complains between them", () => {
    const failed = answered({ failed: true, text: "500 the stand-in answers 500", turns: 1, dollars: 0, tokens: 0 })
    expect(events(readPi, samples.pi.failed)).toEqual([
      begun,
      failed,
      complained("500 the stand-in answers 500"),
      failed,
    ])
  })

  test("that ends without an answer has failed", () => {
    expect(readPi('{"type":"agent_end","messages":[]}')).toEqual([
      answered({ failed: true, turns: 0, dollars: 0, tokens: 0 }),
    ])
  })
})

const readers = [
  { agent: "Claude Code", read: readClaude, lines: Object.values(samples.claude).flat() },
  { agent: "Codex", read: readCodex, lines: Object.values(samples.codex).flat() },
  { agent: "OpenCode", read: readOpencode, lines: Object.values(samples.opencode).flat() },
  { agent: "Gemini", read: readGemini, lines: Object.values(samples.gemini).flat() },
  { agent: "pi", read: readPi, lines: Object.values(samples.pi).flat() },
]

describe.each(readers)("whatever $agent prints:", ({ read, lines }) => {
  const runs = { numRuns: 500, seed: 1 }

  test("half a line says nothing", () => {
    const cut = FastCheck.constantFrom(...lines).chain((line) =>
      FastCheck.nat(line.length - 1).map((length) => line.slice(0, length)),
    )
    FastCheck.assert(
      FastCheck.property(cut, (line) => expect(read(line)).toEqual([])),
      runs,
    )
  })

  test("a line that is none of its events says nothing", () => {
    const junk = ["", " ", "{", "{}", "[]", "null", "{null}", '"type"', '{"type":null}', '{"type":"new"}', "npm warn x"]
    for (const line of junk) expect(read(line)).toEqual([])
    FastCheck.assert(
      FastCheck.property(FastCheck.oneof(FastCheck.string(), FastCheck.json()), (line) => {
        expect(read(line)).toEqual([])
      }),
      runs,
    )
  })

  test("a value of another kind anywhere in a line is no reason to throw", () => {
    const spoilt = FastCheck.tuple(FastCheck.constantFrom(...lines), FastCheck.nat(30), FastCheck.jsonValue()).map(
      ([line, at, value]) => {
        let seen = 0
        return JSON.stringify(JSON.parse(line, (_, part: unknown) => (seen++ === at ? value : part)))
      },
    )
    FastCheck.assert(
      FastCheck.property(spoilt, (line) => expect(Array.isArray(read(line))).toBe(true)),
      { ...runs, numRuns: 2000 },
    )
  })

  test("a huge line is read, and a huge piece of junk is not", () => {
    const text = "x".repeat(3_000_000)
    expect(read(`{"type":"new","text":"${text}"}`)).toEqual([])
    expect(read(`{"type":"${text}`)).toEqual([])
    const long = lines.find((line) => line.includes('"command":"echo')) ?? lines[0] ?? ""
    const grown = long.replace("echo", `echo ${text}`)
    expect(JSON.stringify(read(grown)).length).toBeGreaterThanOrEqual(JSON.stringify(read(long)).length)
  })
})

describe("what a tool was called for", () => {
  test.each<[unknown, string]>([
    [{ command: "ls", description: "looks" }, "ls"],
    [{ description: "looks", command: "ls" }, "ls"],
    [{ file_path: "/a", content: "b" }, "/a"],
    [{ filePath: "/b" }, "/b"],
    [{ pattern: "x*", path: "/c" }, "/c"],
    [{ command: ["ls", "-l"] }, "ls -l"],
    [{ command: "", url: "https://x" }, "https://x"],
    [{ command: 7, more: 1 }, '{"command":7,"more":1}'],
    [{ one: 1 }, '{"one":1}'],
    [{}, ""],
    [[], ""],
    ["text", "text"],
    [null, ""],
    [undefined, ""],
    [7, ""],
  ])("%j is about %p", (input, about) => {
    expect(aboutOf(input)).toBe(about)
  })

  test.each<[unknown, string]>([
    ["text", "text"],
    [[{ type: "text", text: "a" }, { type: "image", text: "b" }, null, { type: "text", text: "c" }], "a\nc"],
    [undefined, ""],
    [{ type: "text", text: "a" }, ""],
  ])("%j gives back %p", (content, output) => {
    expect(outputOf(content)).toBe(output)
  })
})
