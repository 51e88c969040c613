import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import { exitCodeOf, waitFor } from "../../tasks/commands/wait.ts"
import { findReadableName } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import type { TaskView } from "../../tasks/state/status.schema.ts"
import { isRunning } from "../../tasks/state/taskStatus.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import type { WaitDocument } from "./documents.schema.ts"
import { followTask } from "./follow.ts"

export interface WaitFlags {
  readonly timeout?: number
  readonly any: boolean
  readonly follow: boolean
  readonly json: boolean
}

/** Waits for tasks. */
export const wait = ({ any, follow, json, timeout }: WaitFlags, ...given: Array<string>): Promise<number> => {
  const command = Effect.gen(function* () {
    const names = yield* Effect.forEach(given, findReadableName)
    const [first = ""] = names
    if (follow && names.length > 1) {
      return yield* new UsageError({ message: "--follow shows one task, not several", hint: "give one name" })
    }
    const waiting = waitFor(names, { any, timeoutSeconds: timeout })
    const waited = yield* follow && !json ? followTask(first, waiting) : waiting
    const exitCode = exitCodeOf(waited)
    if (json) yield* answer(documentLine<WaitDocument>({ ...waited, exitCode }))
    else for (const status of waited.tasks) tell(status, waited.timedOut)
    return exitCode
  })
  return execute("outlive wait", onThisSystem(command), { json })
}

/** Says on stderr what the exit code does not tell. */
const tell = (status: TaskView, timedOut: boolean): void => {
  const { hint, name, problem } = status
  if (timedOut && isRunning(status.status))
    printError(`outlive wait: ${name} is still ${status.status}; the time is over`)
  else if (isRunning(status.status)) return
  else if (problem !== null) printError(`outlive wait: ${name} is ${status.status}: ${problem}; ${hint ?? ""}`)
  else if (status.status === "stopped")
    printError(`outlive wait: ${name} was stopped; go on with: outlive resume ${name}`)
}
