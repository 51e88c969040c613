import { expect, test } from "bun:test"

import { callAt } from "../../../../src/exec/supervisor/timeLimit.ts"

test("a time limit is called once it is over", async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const began = performance.now()
  callAt(Date.now() + 50, resolve)
  await promise
  expect(performance.now() - began).toBeGreaterThanOrEqual(49)
})

test("a time limit that was over before is called at once, and a stopped one never", async () => {
  const called: Array<string> = []
  const stop = callAt(Date.now() + 1, () => called.push("stopped"))
  stop()
  await new Promise<void>((resolve) => void callAt(Date.now() - 1000, resolve))
  await new Promise<void>((resolve) => void callAt(Date.now() + 20, resolve))
  expect(called).toEqual([])
})
