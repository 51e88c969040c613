import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { readEvent as readClaude } from "../../../../src/tasks/agents/claude/events.ts"
import {
  advance,
  type AgentEvent,
  linesOf,
  makeTranscript,
  noProgress,
  type Progress,
} from "../../../../src/tasks/agents/event.ts"
import { readEvent as readOpencode } from "../../../../src/tasks/agents/opencode/events.ts"
import { readableSeconds } from "../../../../src/terminal/readableSeconds.ts"
import { samples as claude } from "./claude/samples.ts"
import { samples as opencode } from "./opencode/samples.ts"

const began = (conversation: string, model?: string): AgentEvent => ({ _tag: "Began", conversation, model })
const said = (text: string, continues = false): AgentEvent => ({ _tag: "Said", text, continues })
const toolBegan = (call: string, about = ""): AgentEvent => ({ _tag: "ToolBegan", call, tool: "bash", about })
const toolEnded = (call: string, failed = false, output = ""): AgentEvent => ({
  _tag: "ToolEnded",
  call,
  failed,
  output,
})
const complained = (text: string, code?: string): AgentEvent => ({ _tag: "Complained", text, code })
const answered = (answer: Partial<AgentEvent & { _tag: "Answered" }> = {}): AgentEvent => ({
  _tag: "Answered",
  failed: false,
  text: undefined,
  turns: undefined,
  seconds: undefined,
  dollars: undefined,
  tokens: undefined,
  ...answer,
})

const after = (...events: ReadonlyArray<AgentEvent>): Progress => events.reduce(advance, noProgress)

describe("progress", () => {
  test("has the calls open that have not returned, whatever their order", () => {
    const open = after(toolBegan("a"), toolBegan("b"), toolBegan("c"), toolEnded("a"), toolEnded("x"))
    expect([...open.openCalls].toSorted()).toEqual(["b", "c"])
    expect([...advance(advance(open, toolEnded("c")), toolEnded("b")).openCalls]).toEqual([])
  })

  test.each([
    ["a new run", began("x")],
    ["an answer", answered()],
  ])("has no call open after %s", (_, event) => {
    expect([...after(toolBegan("a"), event).openCalls]).toEqual([])
  })

  test("has no answer once a new run begins, and knows what was said all the same", () => {
    const again = after(began("x"), said("one"), answered({ failed: true }), began("y"))
    expect(again.answer).toBeUndefined()
    expect(again).toMatchObject({ conversation: "y", lastSaid: "one", replied: true })
  })

  test("has the answer of the last of several", () => {
    const twice = after(answered({ failed: true, text: "no" }), complained("no"), answered({ text: "yes" }))
    expect(twice.answer).toMatchObject({ failed: false, text: "yes" })
  })

  test.each<[string, AgentEvent, boolean]>([
    ["words", said("a"), true],
    ["a call of a tool", toolBegan("a"), true],
    ["a tool's return", toolEnded("a"), true],
    ["a beginning", began("x"), false],
    ["a complaint", complained("x"), false],
    ["an answer that failed", answered({ failed: true }), false],
  ])("knows by %s whether the model has replied", (_, event, replied) => {
    expect(advance(noProgress, event).replied).toBe(replied)
    expect(advance(after(said("a")), event).replied).toBe(true)
  })

  test("joins what was said bit by bit, and begins anew after anything else", () => {
    expect(after(said("a", true), said("b", true), said("c", true)).lastSaid).toBe("abc")
    expect(after(said("a", true), toolBegan("t"), said("b", true)).lastSaid).toBe("b")
    expect(after(said("a", true), said("b")).lastSaid).toBe("b")
    expect(after(said("a"), said("b", true)).lastSaid).toBe("b")
  })

  test("takes what was said last for an answer without words of its own", () => {
    expect(after(said("a", true), said("b", true), answered()).answer?.text).toBe("ab")
    expect(after(said("a"), answered({ text: "own" })).answer?.text).toBe("own")
    expect(after(answered()).answer?.text).toBeUndefined()
  })

  test("keeps the last complaint and the last tool", () => {
    const one = after(complained("a", "one"), toolBegan("t"), complained("b"), said("x"))
    expect(one).toMatchObject({ lastComplaint: { text: "b", code: undefined }, lastTool: "bash" })
  })

  const anyEvent = FastCheck.oneof(
    FastCheck.constantFrom("x", "y").map((conversation) => began(conversation)),
    FastCheck.tuple(FastCheck.string(), FastCheck.boolean()).map(([text, continues]) => said(text, continues)),
    FastCheck.constantFrom("a", "b").map((call) => toolBegan(call)),
    FastCheck.constantFrom("a", "b").map((call) => toolEnded(call)),
    FastCheck.constant(complained("x")),
    FastCheck.boolean().map((failed) => answered({ failed })),
  )

  test("counts every event, and changes nothing that it was made of", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(anyEvent), (events) => {
        let known = noProgress
        for (const [index, event] of events.entries()) {
          const before = [...known.openCalls]
          const next = advance(known, event)
          expect(next.events).toBe(index + 1)
          expect([...known.openCalls]).toEqual(before)
          known = next
        }
        expect(noProgress).toMatchObject({ events: 0, replied: false })
        expect(noProgress.openCalls.size).toBe(0)
      }),
      { seed: 1 },
    )
  })
})

/** What people are shown of the events. */
const shown = (...events: ReadonlyArray<AgentEvent>): ReadonlyArray<string> => {
  const transcript = makeTranscript()
  return [...events.flatMap((event) => transcript.push(event)), ...transcript.end()]
}

describe("a transcript", () => {
  test("of a run", () => {
    expect(shown(...claude.toolCall.flatMap(readClaude))).toEqual([
      "[conversation f6510460-586c-4a4f-9dd6-afea25d2cc52 claude-sonnet-4-6]",
      "running",
      "> Bash echo hi; false",
      "  failed: Exit code 1 hi",
      "> Bash echo ok",
      "Done.",
      "[done: 3 turns, 0 s, 380 tokens, $0.00]",
    ])
  })

  test("names a conversation once, however often the agent does", () => {
    const lines = shown(...opencode.toolCall.flatMap(readOpencode))
    expect(lines.filter((line) => line.startsWith("[conversation"))).toHaveLength(1)
    expect(shown(began("x"), began("y"), began("x"))).toEqual([
      "[conversation x]",
      "[conversation y]",
      "[conversation x]",
    ])
  })

  test("joins bits to lines, which come when they are complete", () => {
    const transcript = makeTranscript()
    expect(transcript.push(said("one\ntw", true))).toEqual(["one"])
    expect(transcript.push(said("o", true))).toEqual([])
    expect(transcript.push(said("\n\nthr", true))).toEqual(["two", ""])
    expect(transcript.push(toolBegan("a", "ls"))).toEqual(["thr", "> bash ls"])
    expect(transcript.end()).toEqual([])
  })

  test("shows what is left of a line at the end, once", () => {
    const transcript = makeTranscript()
    transcript.push(said("half", true))
    expect(transcript.end()).toEqual(["half"])
    expect(transcript.end()).toEqual([])
  })

  test("shows a line that is left when the conversation is named again", () => {
    expect(shown(began("x"), said("half", true), began("x"))).toEqual(["[conversation x]", "half"])
  })

  test("has every letter that was said bit by bit, however it was cut", () => {
    const pieces = FastCheck.array(FastCheck.string({ unit: FastCheck.constantFrom("a", "b", " ", "\n") }))
    FastCheck.assert(
      FastCheck.property(pieces, (texts) => {
        const lines = shown(...texts.map((text) => said(text, true)))
        const whole = texts.join("")
        expect(lines).toEqual(
          whole.endsWith("\n") ? whole.slice(0, -1).split("\n") : whole === "" ? [] : whole.split("\n"),
        )
      }),
      { seed: 1 },
    )
  })
})

describe("people read", () => {
  test.each<[AgentEvent, ReadonlyArray<string>]>([
    [began("x", "opus"), ["[conversation x opus]"]],
    [said("a\nb\n\n"), ["a", "b"]],
    [said(" \n"), []],
    [toolBegan("a"), ["> bash"]],
    [toolBegan("a", " ls\n  -l "), ["> bash ls -l"]],
    [toolBegan("a", "x".repeat(160)), [`> bash ${"x".repeat(160)}`]],
    [toolBegan("a", "x".repeat(161)), [`> bash ${"x".repeat(157)}...`]],
    [toolEnded("a", false, "much"), []],
    [toolEnded("a", true, "not\nthere"), ["  failed: not there"]],
    [complained("no\nnetwork"), ["! no network"]],
    [answered(), ["[done]"]],
    [answered({ text: "said already" }), ["[done]"]],
    [answered({ failed: true, text: "no\nkey" }), ["! no key", "[failed]"]],
    [answered({ failed: true }), ["[failed]"]],
    [answered({ turns: 1, seconds: 61, tokens: 7, dollars: 1.239 }), ["[done: 1 turn, 1 min 1 s, 7 tokens, $1.24]"]],
    [answered({ turns: 0 }), ["[done: 0 turns]"]],
  ])("%j as %j", (event, lines) => {
    expect(linesOf(event)).toEqual(lines)
  })

  test.each([
    [-1, "0 s"],
    [0, "0 s"],
    [0.5, "1 s"],
    [59.4, "59 s"],
    [59.6, "1 min 0 s"],
    [3599, "59 min 59 s"],
    [3600, "1 h 0 min"],
    [86_399, "23 h 59 min"],
    [86_400, "1 d 0 h"],
    [100_000, "1 d 3 h"],
    [8_640_000, "100 d 0 h"],
  ])("%d seconds as %p", (seconds, words) => {
    expect(readableSeconds(seconds)).toBe(words)
  })
})
