import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { answer } from "../os/console.ts"
import { finalAnswer } from "../tasks/answer.ts"
import { findTask } from "../tasks/find.ts"
import { isRunning, statusOf } from "../tasks/status.ts"
import { execute } from "./execute.ts"

/** The agent has given no answer; `status` is what became of its task. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly name: string
  readonly status: string
  readonly running: boolean
  readonly said: string | undefined
}> {}

/** Prints the final answer, and nothing else. */
export const result = ({ json }: { readonly json: boolean }, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    const status = statusOf(task.name)
    const final = yield* finalAnswer(task)
    if (isRunning(status) || final === undefined || final.failed) {
      return yield* new NoAnswer({
        name: task.name,
        status: status.status,
        running: isRunning(status),
        said: final?.text,
      })
    }
    const { dollars = null, seconds = null, text, tokens = null, turns = null } = final
    const whole = { name: task.name, status: status.status, exitCode: status.exitCode, result: text }
    const document = { ...whole, turns, durationSeconds: seconds, costUsd: dollars, tokens }
    yield* answer(json ? `${JSON.stringify(document)}\n` : text.endsWith("\n") || text === "" ? text : `${text}\n`)
    return 0
  })
  return execute("outlive result", command, { json })
}
