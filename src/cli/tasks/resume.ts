import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { printError } from "../../os/terminal/print.ts"
import { resumeTask } from "../../tasks/commands/resume.ts"
import { findTask } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import type { TaskView } from "../../tasks/state/status.schema.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { execute } from "../words/execute.ts"

export interface ResumeFlags {
  readonly prompt?: string
  readonly json: boolean
}

/** Resumes a task. */
export const resume = ({ json, prompt }: ResumeFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    if (prompt !== undefined && prompt.trim() === "") {
      return yield* new UsageError({
        message: "the prompt is empty",
        hint: "say what the agent is to do, or leave --prompt out",
      })
    }
    const task = yield* findTask(given)
    const { status, warnings } = yield* resumeTask(task, prompt === undefined ? undefined : Buffer.from(prompt))
    for (const warning of warnings) printError(`outlive resume: ${warning}`)
    yield* answer(json ? documentLine<TaskView>(status) : asLine(status))
    return 0
  })
  return execute("outlive resume", onThisSystem(command), { json })
}

const asLine = ({ name, status }: TaskView): string =>
  status === "stopped" ? `${name} was stopped while it started\n` : `${name} goes on, see outlive logs ${name} -f\n`
