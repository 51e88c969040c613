import { describe, expect, test } from "bun:test"

import { decodeConfiguration as decode } from "../../../src/configuration.ts"

const withTools = (tools: unknown) => decode(JSON.stringify({ tools }))
const withExec = (exec: unknown) => withTools({ exec })

describe("the configuration of exec", () => {
  test.each(["{}", '{"tools":{}}', '{"tools":{"exec":{}}}'])("is empty, and allows nothing elevated, in %s", (text) => {
    expect(decode(text)).toMatchObject({
      _tag: "Configuration",
      configuration: { tools: { exec: {}, elevated: { enabled: false } } },
    })
  })

  test("is what is written, with all of its keys", () => {
    const exec = {
      backgroundMs: 500,
      timeoutSec: 60,
      maxOutputChars: 1000,
      maxLogBytes: 100_000,
      cleanupMs: 60_000,
      allowBackground: false,
      notifyOnExit: false,
      notifyOnExitEmptySuccess: true,
      notifyCommand: ["tell", "me"],
      sandbox: ["bwrap", "--dev-bind", "/", "/"],
    }
    expect(withTools({ exec, elevated: { enabled: true } })).toMatchObject({
      configuration: { models: {}, tools: { exec, elevated: { enabled: true } } },
    })
  })

  test.each([
    { notifyCommand: "tell | me" },
    { sandbox: [] },
    { timeoutSec: 0 },
    { timeoutSec: 0.5 },
    { backgroundMs: 0 },
    { cleanupMs: 0 },
    { maxOutputChars: 1 },
    { maxLogBytes: 1 },
  ])("may have %j", (exec) => {
    expect(withExec(exec)).toMatchObject({ _tag: "Configuration", configuration: { tools: { exec } } })
  })

  test("may leave elevated as it is", () => {
    expect(withTools({ exec: { timeoutSec: 1 } })).toMatchObject({
      configuration: { tools: { elevated: { enabled: false } } },
    })
  })
})

describe("is refused with the place of what is wrong", () => {
  const numbers = ["backgroundMs", "timeoutSec", "maxOutputChars", "maxLogBytes", "cleanupMs"]
  const flags = ["allowBackground", "notifyOnExit", "notifyOnExitEmptySuccess"]
  const wrong: ReadonlyArray<[key: string, value: unknown]> = [
    ...numbers.flatMap((key) => [-1, "10", true, null, [1], {}].map((value): [string, unknown] => [key, value])),
    ...flags.flatMap((key) => [1, "true", null, []].map((value): [string, unknown] => [key, value])),
    ["maxOutputChars", 0],
    ["maxLogBytes", 0],
    ...["", [], [1], 1, null, {}].map((value): [string, unknown] => ["notifyCommand", value]),
    ...["bwrap", [1], 1, null, {}].map((value): [string, unknown] => ["sandbox", value]),
  ]
  test.each(wrong)("exec.%s: %j", (key, value) => {
    expect(withExec({ [key]: value })).toMatchObject({
      _tag: "Invalid",
      reason: expect.stringMatching(new RegExp(`^tools\\.exec\\.${key}.*: .+$`)),
    })
  })

  test.each([
    ["tools.exec.backgroundMS", { exec: { backgroundMS: 1 } }],
    ["tools.exec.pendingMaxOutputChars", { exec: { pendingMaxOutputChars: 1 } }],
    ["tools.process", { process: {} }],
    ["tools.elevated.allow", { elevated: { enabled: true, allow: true } }],
    ["tools.elevated.enabled", { elevated: {} }],
    ["tools.elevated.enabled", { elevated: { enabled: "yes" } }],
    ["tools.elevated", { elevated: true }],
    ["tools.exec", { exec: [] }],
    ["tools.exec", { exec: null }],
    ["tools", []],
    ["tools", null],
  ])("%s", (place, tools) => {
    expect(withTools(tools)).toMatchObject({ _tag: "Invalid", reason: expect.stringContaining(place) })
  })

  test("in one line", () => {
    for (const text of ['{"tools":{"exec":{"notifyCommand":{"a":1}}}}', '{"tools":[1]}', '{"tools":\n']) {
      expect(decode(text)).toMatchObject({ _tag: "Invalid", reason: expect.stringMatching(/^.+$/) })
    }
  })
})
