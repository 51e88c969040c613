import { describe, expect, test } from "bun:test"

import * as Either from "effect/Either"

import { InvalidSetting } from "../../../../src/configurationErrors.ts"
import { scriptPolicy, type Settings, settingsFrom } from "../../../../src/tasks/monitor/settings.ts"

const defaults: Settings = {
  baseIntervalSeconds: 30,
  maxIntervalSeconds: 300,
  deadlineSeconds: 18_000,
  gracePeriodSeconds: 30,
  maxResumes: 10,
  dispatchWaitSeconds: 10,
  waitingChecks: 2,
  staleIntervals: 3,
  policy: scriptPolicy,
}

type Numbers = Exclude<keyof Settings, "policy" | "staleIntervals">

const variables: Record<Numbers, string> = {
  baseIntervalSeconds: "MONITOR_BASE_INTERVAL",
  maxIntervalSeconds: "MONITOR_MAX_INTERVAL",
  deadlineSeconds: "MONITOR_DEADLINE",
  gracePeriodSeconds: "MONITOR_GRACE_PERIOD",
  maxResumes: "MONITOR_MAX_RETRIES",
  dispatchWaitSeconds: "MONITOR_DISPATCH_WAIT",
  waitingChecks: "MONITOR_WAITING_POLLS",
}

const settings = Object.keys(variables) as Array<Numbers>

test("without variables the defaults hold", () => {
  expect(settingsFrom({ PATH: "/bin", MONITOR_BASE: "7" })).toEqual(Either.right(defaults))
})

describe.each(settings)("%s", (setting) => {
  const variable = variables[setting]
  const withValue = (value: string) => settingsFrom({ [variable]: value })

  test("is read from its own variable", () => {
    expect(withValue("7")).toEqual(Either.right({ ...defaults, [setting]: 7 }))
  })

  test("has its default where the variable is empty", () => {
    expect(withValue("")).toEqual(Either.right(defaults))
  })

  test.each([
    ["0", 0],
    ["1", 1],
    ["007", 7],
    ["010", 10],
    ["08", 8],
    ["999999999999999", 999_999_999_999_999],
  ] as const)("can be %p", (value, number) => {
    expect(withValue(value)).toEqual(Either.right({ ...defaults, [setting]: number }))
  })

  test.each(["-1", "+1", "1.5", "1e3", "0x10", " 1", "1 ", "1\n", "abc", "1s", "1_000", "١", "NaN", "Infinity"])(
    "cannot be %p",
    (value) => {
      expect(withValue(value)).toEqual(Either.left(new InvalidSetting({ variable, given: value })))
    },
  )
})

test.each([
  ["0000000000000000000042", 42],
  ["9999999999999999999999", 999_999_999_999_999],
] as const)("a whole number may have many digits: %s is %d at least", (value, least) => {
  const { deadlineSeconds } = Either.getOrThrow(settingsFrom({ MONITOR_DEADLINE: value }))
  expect(deadlineSeconds).toBeGreaterThanOrEqual(least)
})

test("several are read together", () => {
  expect(settingsFrom({ MONITOR_BASE_INTERVAL: "1", MONITOR_DEADLINE: "2", MONITOR_WAITING_POLLS: "3" })).toEqual(
    Either.right({ ...defaults, baseIntervalSeconds: 1, deadlineSeconds: 2, waitingChecks: 3 }),
  )
})
