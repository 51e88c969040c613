import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { appendFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import * as Effect from "effect/Effect"
import * as Either from "effect/Either"

import { onThisSystem } from "../../../../src/tasks/state/services.ts"
import { taskOf } from "../../../../src/tasks/state/task.ts"
import { awaitAgent } from "../../../../src/tasks/steps/launch.ts"
import { busyMachineMillis } from "../../system.ts"
import { manifestWith, outliveHomes } from "../home.ts"

setDefaultTimeout(busyMachineMillis)

const { makeTask } = outliveHomes()

/** What a task whose wrapper ended before it had an agent is said to have said. */
const saidBy = async (directory: string): Promise<string> => {
  const task = Either.getOrThrow(taskOf(directory, manifestWith()))
  return (await Effect.runPromise(onThisSystem(Effect.flip(awaitAgent(task))))).said
}

describe("a launch that failed tells of the last that was said", () => {
  test.each([
    ["one\ntwo\n", "two"],
    ["one\ntwo", "two"],
    ["one\n \n\n", "one"],
    ["", ""],
  ])("in %j", async (output, said) => {
    const directory = makeTask("demo")
    writeFileSync(join(directory, "output.log"), output)
    expect(await saidBy(directory)).toBe(said)
  })

  test("which is nothing where there is no output", async () => {
    expect(await saidBy(makeTask("demo"))).toBe("")
  })

  test("however much was said before", async () => {
    const directory = makeTask("demo")
    const output = join(directory, "output.log")
    writeFileSync(output, "")
    // More than can be read at once; on the disk it is nothing.
    truncateSync(output, 2 ** 33)
    appendFileSync(output, `${"\n".repeat(30)}the last\n`)
    expect(await saidBy(directory)).toBe("the last")
  })
})
