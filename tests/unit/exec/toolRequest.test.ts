import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import { reportOf } from "../../../src/cli/words/execErrors.ts"
import { actions } from "../../../src/exec/processActions.ts"
import { readRequest } from "../../../src/exec/toolRequest.ts"
import { toLine } from "../../../src/words.ts"

const read = (line: string | Uint8Array) => readRequest(typeof line === "string" ? Buffer.from(line) : line)
const readObject = (object: unknown) => read(JSON.stringify(object))

const exec = { tool: "exec", command: "ls" }
const list = { tool: "process", action: "list" }
const on = (action: string) => ({ tool: "process", action, sessionId: "red-fox" })

describe("a request is read", () => {
  test.each([
    exec,
    { ...exec, command: "" },
    { ...exec, command: "echo 'é🙂' \n\t\0" },
    {
      ...exec,
      id: 1,
      yieldMs: 0,
      background: true,
      timeout: 1.5,
      pty: true,
      workdir: "/",
      env: { A: "b", "": "" },
      elevated: true,
    },
    { ...exec, yieldMs: -1, timeout: -1, env: {} },
    list,
    ...actions.map(on),
    { ...on("poll"), timeout: 1000 },
    { ...on("log"), offset: -1, limit: 2.5 },
    { ...on("write"), data: "x", eof: true },
    { ...on("send-keys"), keys: ["Up"], hex: ["1b"], literal: "x" },
    { ...on("paste"), text: "x", bracketed: false },
    { ...list, sessionId: "" },
    { ...on("kill"), sessionId: "no such id, which is found out later" },
  ])("%j", (request) => {
    expect(readObject(request)).toEqual({
      _tag: "Request",
      id: (request as { id?: number }).id,
      request: request as never,
    })
  })

  test("with spaces around it, a carriage return at its end, and its fields in any order", () => {
    expect(read(`  { "command" : "ls", "tool":\t"exec" }\r`)).toMatchObject({ _tag: "Request", request: exec })
  })

  test("with the last of a field that comes twice, as JSON has it", () => {
    expect(read('{"tool":"exec","command":"a","command":"b"}')).toMatchObject({ request: { command: "b" } })
  })

  test("with escaped characters", () => {
    expect(read('{"tool":"exec","command":"\\u00e9\\ud83d\\ude42"}')).toMatchObject({ request: { command: "é🙂" } })
  })
})

describe("the id comes back, also from a line that is no request", () => {
  test.each([1, 0, -1, 1.5, 1e300, "a", "", "é", "1", "__proto__"])("%j", (id) => {
    expect(readObject({ ...exec, id })).toMatchObject({ _tag: "Request", id })
    expect(readObject({ ...list, id })).toMatchObject({ _tag: "Request", id })
    for (const wrong of [
      { tool: "x" },
      {},
      { tool: "exec" },
      { ...exec, x: 1 },
      { tool: "process" },
      on("x"),
      { tool: "process", action: "poll" },
    ]) {
      expect(readObject({ ...wrong, id })).toMatchObject({ _tag: "NoRequest", id })
    }
  })

  test.each([[null], [true], [[]], [{}], [[1]]])("but not %j, which is refused", (id) => {
    expect(readObject({ ...exec, id })).toMatchObject({
      _tag: "NoRequest",
      id: undefined,
      why: { _tag: "InvalidRequestId" },
    })
  })

  test("nor a number beyond all numbers", () => {
    expect(read('{"tool":"exec","command":"ls","id":1e999}')).toMatchObject({ _tag: "NoRequest", id: undefined })
  })
})

/** Why a line is no request. */
const told = (line: string): string => {
  const outcome = read(line)
  return outcome._tag === "NoRequest" ? toLine(reportOf(outcome.why)) : ""
}

const wrong: ReadonlyArray<[line: string, reason: RegExp]> = [
  ["", /no JSON object.*"tool"/],
  [" ", /no JSON object/],
  ["ls -l", /"ls -l" is no JSON object/],
  ["{", /no JSON object/],
  ["[]", /no JSON object/],
  ["null", /no JSON object/],
  ["1", /no JSON object/],
  ['"exec"', /no JSON object/],
  ['[{"tool":"exec","command":"ls"}]', /no JSON object/],
  ['{"tool":"exec","command":"ls"}{"tool":"exec","command":"ls"}', /no JSON object/],
  ["{'tool':'exec'}", /no JSON object/],
  ["{}", /no tool; .*exec and process/],
  ['{"tool":null}', /null is no tool/],
  ['{"tool":"bash","command":"ls"}', /"bash" is no tool/],
  ['{"tool":"Exec","command":"ls"}', /"Exec" is no tool/],
  ['{"tool":"constructor"}', /no tool/],
  ['{"command":"ls"}', /no tool/],
  ['{"tool":"exec"}', /command is missing/],
  ['{"tool":"exec","command":null}', /^command is not what/],
  ['{"tool":"exec","command":["ls"]}', /^command is not what/],
  ['{"tool":"exec","command":1}', /^command is not what/],
  ['{"tool":"exec","command":"ls","yieldMs":"5"}', /^yieldMs is not what/],
  ['{"tool":"exec","command":"ls","yieldMs":null}', /^yieldMs is not what/],
  ['{"tool":"exec","command":"ls","timeout":1e999}', /^timeout is not what/],
  ['{"tool":"exec","command":"ls","background":"true"}', /^background is not what/],
  ['{"tool":"exec","command":"ls","pty":1}', /^pty is not what/],
  ['{"tool":"exec","command":"ls","workdir":1}', /^workdir is not what/],
  ['{"tool":"exec","command":"ls","env":{"A":1}}', /^env\.A is not what/],
  ['{"tool":"exec","command":"ls","env":["A=1"]}', /^env/],
  ['{"tool":"exec","command":"ls","env":"A=1"}', /^env is not what/],
  ['{"tool":"exec","command":"ls","elevated":"yes"}', /^elevated is not what/],
  ['{"tool":"exec","command":"ls","cwd":"/"}', /no field "cwd".*workdir/],
  ['{"tool":"exec","command":"ls","sessionId":"red-fox"}', /no field "sessionId"/],
  ['{"tool":"exec","command":"ls","Command":"ls"}', /no field "Command"/],
  ['{"tool":"exec","command":"ls","__proto__":{"pty":true}}', /no field "__proto__"/],
  ['{"tool":"process"}', /nothing is no action; .*list, poll/],
  ['{"tool":"process","action":"stop"}', /"stop" is no action/],
  ['{"tool":"process","action":["list"]}', /no action/],
  ['{"tool":"process","action":"toString"}', /no action/],
  ['{"tool":"process","action":"poll"}', /poll wants a sessionId/],
  ['{"tool":"process","action":"poll","sessionId":""}', /poll wants a sessionId/],
  ['{"tool":"process","action":"poll","sessionId":1}', /^sessionId is not what/],
  ['{"tool":"process","action":"poll","sessionId":"red-fox","timeout":"1"}', /^timeout is not what/],
  ['{"tool":"process","action":"log","sessionId":"red-fox","offset":"1"}', /^offset is not what/],
  ['{"tool":"process","action":"write","sessionId":"red-fox","data":1}', /^data is not what/],
  ['{"tool":"process","action":"write","sessionId":"red-fox","eof":"true"}', /^eof is not what/],
  ['{"tool":"process","action":"send-keys","sessionId":"red-fox","keys":"Up"}', /^keys is not what/],
  ['{"tool":"process","action":"send-keys","sessionId":"red-fox","keys":["Up",1]}', /^keys\.1 is not what/],
  ['{"tool":"process","action":"send-keys","sessionId":"red-fox","hex":[27]}', /^hex\.0 is not what/],
  ['{"tool":"process","action":"paste","sessionId":"red-fox","bracketed":0}', /^bracketed is not what/],
  ['{"tool":"process","action":"poll","session":"red-fox"}', /no field "session".*sessionId/],
]

describe("a line that is no request is refused with the reason", () => {
  test.each(wrong)("%s", (line, reason) => {
    expect(read(line)).toMatchObject({ _tag: "NoRequest", id: undefined })
    expect(told(line)).toMatch(reason)
  })

  test.each(wrong)("in one line: %s", (line) => {
    expect(told(line)).toMatch(/^.+; .+$/)
  })

  test("shortly, however long it is", () => {
    const long = "x".repeat(1_000_000)
    for (const line of [
      ...[long, JSON.stringify({ tool: long }), JSON.stringify({ tool: "process", action: long })],
      ...[
        { ...exec, [long]: 1 },
        { ...exec, yieldMs: long },
        { ...exec, id: [long] },
        { ...exec, env: { A: [long] } },
      ].map((each) => JSON.stringify(each)),
    ]) {
      expect(told(line).length).toBeWithin(1, 1000)
    }
  })

  test("where it is nested deeply", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    for (const line of [
      deep,
      `{"tool":"exec","command":${deep}}`,
      `{"tool":${deep}}`,
      `{"tool":"process","action":"list","x":${deep}}`,
      `{"tool":"exec","command":"ls","id":${deep}}`,
    ]) {
      expect(told(line)).toMatch(/^[^\n]{1,1000}$/)
    }
  })

  test.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0x80]], [[0xf8, 0x88, 0x80, 0x80]]])(
    "where its bytes are no UTF-8: %p",
    (bytes) => {
      const line = Buffer.concat([Buffer.from('{"tool":"exec","command":"a'), Buffer.from(bytes), Buffer.from('"}')])
      expect(read(line)).toMatchObject({ _tag: "NoRequest", why: { _tag: "InvalidLine", fault: "no UTF-8" } })
    },
  )
})

test("any line is read, or refused with a reason in one line", () => {
  const value = FastCheck.oneof(
    FastCheck.jsonValue(),
    FastCheck.constantFrom<unknown>("exec", "process", "list", "poll", "write", "red-fox", 1, true, ["Up"], { A: "b" }),
  )
  const field = FastCheck.constantFrom(
    "tool",
    "id",
    "action",
    "command",
    "sessionId",
    "env",
    "keys",
    "timeout",
    "pty",
    "x",
  )
  const anyLine = FastCheck.oneof(
    FastCheck.array(FastCheck.tuple(field, value), { maxLength: 6 }).map((fields) =>
      JSON.stringify(Object.fromEntries(fields)),
    ),
    FastCheck.json(),
    FastCheck.string({ unit: "binary" }),
  )
  FastCheck.assert(
    FastCheck.property(anyLine, (line) => {
      const outcome = read(line)
      if (outcome._tag === "Request") expect(["exec", "process"]).toContain(outcome.request.tool)
      else expect(toLine(reportOf(outcome.why))).toMatch(/^[^\n]+$/)
    }),
    { numRuns: 3000 },
  )
})
