import { join } from "node:path"

import { ownVersion } from "../../version.ts"
import { type Answer, answerWith } from "../actions/answer.ts"
import type { ExecEnded, ExecRunning } from "../actions/documents.schema.ts"
import { describeLeft, describeOwnEnd, tailOf } from "../actions/view.ts"
import {
  CommandNotKept,
  CommandNotRun,
  type StartError,
  SupervisorEnded,
  SupervisorOfAnotherVersion,
} from "../errors.ts"
import { lastText } from "../state/output.ts"
import { execHome } from "../state/record.ts"
import type { Order, WhyNotStarted } from "../supervisor/messages.ts"
import type { Outcome, SupervisorClient } from "./client.ts"
import type { Plan } from "./plan.ts"
import type { Settings } from "./settings.ts"

/** The answer of `exec` where the output was kept, not handed on. Throws `StartError`. */
export const execAnswer = (
  outcome: Outcome,
  { order, warnings }: Plan,
  { maxOutputCharacters }: Settings,
  { warning }: Pick<SupervisorClient, "warning">,
): Answer => {
  if (outcome._tag === "NotStarted") throw notStarted(outcome.why, order)
  const { started } = outcome
  const directory = join(execHome(), started.id)
  if (outcome._tag === "Running") {
    const notes = [...warnings, ...(warning === undefined ? [] : [warning])].map((note) => `${note}\n`).join("")
    const text = `It goes on in the background as ${started.id} (pid ${started.pid}); see process poll, log, write and kill.`
    return answerWith<ExecRunning>(notes + text, {
      ...{ status: "running", sessionId: started.id, pid: started.pid, startedAt: started.startedAt },
      ...{ cwd: order.directory, tail: tailOf(directory, true) },
    })
  }
  const { durationMs, exitCode, exitSignal, processesLeft, timedOut } = outcome.ended
  const isWell = exitCode === 0 && !timedOut
  const aggregated = lastText(directory, maxOutputCharacters, false)
  const parts = [
    ...warnings,
    aggregated.trimEnd() || "(no output)",
    ...(isWell ? [] : [`The command ${describeOwnEnd(outcome.ended, order.timeoutSeconds)}.`]),
    ...(processesLeft ? [describeLeft(started.id, "process")] : []),
  ]
  return answerWith<ExecEnded>(parts.join("\n\n"), {
    ...{ status: isWell ? "completed" : "failed", exitCode, ...(exitSignal === null ? {} : { exitSignal }) },
    ...{ timedOut, durationMs, aggregated, cwd: order.directory },
    ...(processesLeft ? { processesLeft, sessionId: started.id } : {}),
  })
}

/** Why a command was not started, as an error. */
export const notStarted = (why: WhyNotStarted, { directory, words: [program] }: Order): StartError => {
  switch (why.step) {
    case "keep":
      return new CommandNotKept({ path: execHome(), code: why.code })
    case "start":
      return new CommandNotRun({ program, directory, code: why.code })
    case "supervise":
      return new SupervisorEnded()
    case "understand":
      return new SupervisorOfAnotherVersion({ version: why.supervisor, own: ownVersion })
  }
}
