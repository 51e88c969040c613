import { describe, expect, test } from "bun:test"

import * as FastCheck from "effect/FastCheck"

import type { Configuration } from "../../../../src/configuration.schema.ts"
import { InvalidSetting } from "../../../../src/configurationErrors.ts"
import { type Settings, settingsFrom } from "../../../../src/exec/start/settings.ts"

const from = (
  environment: Readonly<Record<string, string | undefined>> = {},
  exec: Configuration["tools"]["exec"] = {},
  enabled = false,
) => settingsFrom(environment, { exec, elevated: { enabled } })

const mebibyte = 1024 * 1024

const defaults: Settings = {
  yieldMillis: 10_000,
  timeoutSeconds: 1800,
  maxOutputCharacters: 200_000,
  maxPolledCharacters: 30_000,
  maxLogBytes: 64 * mebibyte,
  keepMillis: 1_800_000,
  inputWaitMillis: 15_000,
  allowBackground: true,
  allowElevated: false,
  notification: { through: "openclaw", ofEmptySuccess: false },
  sandbox: [],
}

test("without a variable and a configuration the defaults hold", () => {
  expect(from()).toEqual(defaults)
})

/** A variable, the key that it goes before, and the setting that they are for. */
const numbers = [
  ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis"],
  ["PI_BASH_MAX_OUTPUT_CHARS", "maxOutputChars", "maxOutputCharacters"],
  ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis"],
] as const

describe("the environment goes before the configuration, and that before the default", () => {
  test.each(numbers)("%s, %s", (variable, key, setting) => {
    const [inEnvironment, configured] = [77_777, 99_999]
    expect(from({ [variable]: String(inEnvironment) }, { [key]: configured })).toEqual({
      ...defaults,
      [setting]: inEnvironment,
    })
    expect(from({}, { [key]: configured })).toEqual({ ...defaults, [setting]: configured })
    expect(from({ [variable]: String(inEnvironment) })).toEqual({ ...defaults, [setting]: inEnvironment })
  })

  test.each(numbers)("an empty or unset %s gives way to %s", (variable, key, setting) => {
    for (const given of ["", undefined]) {
      expect(from({ [variable]: given }, { [key]: 99_999 })).toEqual({ ...defaults, [setting]: 99_999 })
      expect(from({ [variable]: given })).toEqual(defaults)
    }
  })
})

test.each([
  ["OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS", "123", { maxPolledCharacters: 123 }],
  ["OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS", "0", { maxPolledCharacters: 1 }],
  ["OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS", "250", { inputWaitMillis: 250 }],
  ["OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS", "0", { inputWaitMillis: 0 }],
] as const)("%s=%s is known by the environment alone", (variable, given, changed) => {
  expect(from({ [variable]: given })).toEqual({ ...defaults, ...changed })
  expect(from({ [variable]: "" })).toEqual(defaults)
})

const withExec: ReadonlyArray<[Configuration["tools"]["exec"], Partial<Settings>]> = [
  [{ timeoutSec: 5 }, { timeoutSeconds: 5 }],
  [{ timeoutSec: 0 }, { timeoutSeconds: 0 }],
  [{ timeoutSec: 0.5 }, { timeoutSeconds: 0.5 }],
  [{ maxLogBytes: 1000 }, { maxLogBytes: 1000 }],
  [{ allowBackground: false }, { allowBackground: false }],
  [{ allowBackground: true }, {}],
  [{ notifyOnExit: true }, {}],
  [{ notifyOnExit: false }, { notification: { through: null, ofEmptySuccess: false } }],
  [{ notifyOnExit: false, notifyCommand: ["tell"] }, { notification: { through: null, ofEmptySuccess: false } }],
  [{ notifyOnExitEmptySuccess: true }, { notification: { through: "openclaw", ofEmptySuccess: true } }],
  [{ notifyCommand: ["tell", "a b"] }, { notification: { through: ["tell", "a b"], ofEmptySuccess: false } }],
  [
    { notifyCommand: "tell | me", notifyOnExitEmptySuccess: true },
    { notification: { through: ["/bin/sh", "-c", "tell | me"], ofEmptySuccess: true } },
  ],
  [{ sandbox: ["bwrap", "--ro-bind"] }, { sandbox: ["bwrap", "--ro-bind"] }],
]
test.each(withExec)("tools.exec %j is %j", (exec, changed) => {
  expect(from({}, exec)).toEqual({ ...defaults, ...changed })
})

test("tools.elevated.enabled allows elevated commands", () => {
  expect(from({}, {}, true)).toEqual({ ...defaults, allowElevated: true })
})

describe("a value out of bounds becomes the bound", () => {
  test.each([
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 0, 10],
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 9, 10],
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 10, 10],
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 120_000, 120_000],
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 120_001, 120_000],
    ["PI_BASH_YIELD_MS", "backgroundMs", "yieldMillis", 999_999_999_999_999, 120_000],
    ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis", 0, 60_000],
    ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis", 59_999, 60_000],
    ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis", 60_000, 60_000],
    ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis", 10_800_000, 10_800_000],
    ["PI_BASH_JOB_TTL_MS", "cleanupMs", "keepMillis", 10_800_001, 10_800_000],
    ["PI_BASH_MAX_OUTPUT_CHARS", "maxOutputChars", "maxOutputCharacters", 0, 1],
    ["PI_BASH_MAX_OUTPUT_CHARS", "maxOutputChars", "maxOutputCharacters", 1, 1],
  ] as const)("%s, and %s", (variable, key, setting, given, held) => {
    expect(from({ [variable]: String(given) })[setting]).toBe(held)
    expect(from({}, { [key]: given })[setting]).toBe(held)
  })
})

const variables = [
  ...numbers.map(([variable]) => variable),
  "OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS",
  "OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS",
]

describe.each(variables)("%s", (variable) => {
  test.each([
    "x",
    "10s",
    "1.5",
    "-1",
    "+1",
    " 1",
    "1 ",
    "1\n",
    "0x10",
    "1e3",
    "1_000",
    "Infinity",
    "NaN",
    "١",
    "9".repeat(16),
  ])("that is %j is refused, and the error names both", (given) => {
    const attempt = () => from({ [variable]: given }, { backgroundMs: 5000, maxOutputChars: 5000, cleanupMs: 500_000 })
    expect(attempt).toThrow(InvalidSetting)
    expect(attempt).toThrow(expect.objectContaining({ _tag: "InvalidSetting", variable, given }))
  })

  test("may have zeros before it", () => {
    expect(() => from({ [variable]: "000100" })).not.toThrow()
  })
})

test("all counts and times are within their bounds with any configuration", () => {
  const anyNumber = FastCheck.option(
    FastCheck.oneof(FastCheck.nat(), FastCheck.double({ min: 0, max: 1e12, noNaN: true })),
    {
      nil: undefined,
    },
  )
  FastCheck.assert(
    FastCheck.property(anyNumber, anyNumber, anyNumber, (backgroundMs, maxOutputChars, cleanupMs) => {
      const settings = from({}, { backgroundMs, maxOutputChars, cleanupMs })
      expect(settings.yieldMillis).toBeWithin(10, 120_001)
      expect(settings.keepMillis).toBeWithin(60_000, 10_800_001)
      expect(settings.maxOutputCharacters).toBeGreaterThanOrEqual(1)
      expect(settings.maxOutputCharacters).toBe(Math.floor(settings.maxOutputCharacters))
    }),
    { numRuns: 500 },
  )
})
