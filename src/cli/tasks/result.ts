import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { finalAnswer } from "../../tasks/state/answer.ts"
import { findTask } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { TaskStore } from "../../tasks/state/status.ts"
import { isRunning } from "../../tasks/state/taskStatus.ts"
import { printable } from "../../terminal/printable.ts"
import { fit } from "../screen/terminal.ts"
import { documentLine } from "../words/document.ts"
import { NoAnswer } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import type { ResultDocument } from "./documents.schema.ts"

/** How much of the agent's last words an error shows. */
const mostColumns = 200

const asShortLine = (text: string): string => fit(printable(text).replaceAll(/\s+/g, " ").trim(), mostColumns)

/** Prints the final answer, and nothing else. */
export const result = ({ json }: { readonly json: boolean }, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    const status = (yield* TaskStore).statusOf(task.name)
    // What a running agent has said so far is no answer, and may be a lot.
    const final = isRunning(status.status) ? undefined : yield* finalAnswer(task)
    if (final === undefined || final.failed) {
      const said = asShortLine(final?.text ?? "")
      return yield* new NoAnswer({
        name: task.name,
        status: status.status,
        running: isRunning(status.status),
        said: said === "" ? undefined : said,
      })
    }
    const { dollars = null, seconds = null, text, tokens = null, turns = null } = final
    const whole = { name: task.name, status: status.status, exitCode: status.exitCode, result: text }
    const document: ResultDocument = { ...whole, turns, durationSeconds: seconds, costUsd: dollars, tokens }
    yield* answer(
      json ? documentLine<ResultDocument>(document) : text.endsWith("\n") || text === "" ? text : `${text}\n`,
    )
    return 0
  })
  return execute("outlive result", onThisSystem(command), { json })
}
