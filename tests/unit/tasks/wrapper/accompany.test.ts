import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"

import * as Effect from "effect/Effect"

import { faultsPath } from "../../../../src/faults.ts"
import { accompany } from "../../../../src/tasks/wrapper/accompany.ts"
import { outliveHomes } from "../home.ts"

outliveHomes()

test("a defect of what accompanies an agent is logged, and ends nothing else", async () => {
  const agent = Effect.gen(function* () {
    const companion = yield* accompany(Effect.die(new Error("a defect")))
    yield* Effect.exit(companion)
    return "its end"
  })
  expect(await Effect.runPromise(Effect.scoped(agent))).toBe("its end")
  const faults = readFileSync(faultsPath(), "utf8").trimEnd().split("\n")
  expect(faults.map((line) => JSON.parse(line).message)).toEqual([expect.stringContaining("a defect")])
})
