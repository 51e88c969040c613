import { join } from "node:path"

import { type Description, quote } from "../../words.ts"
import { type Answer, answerWith } from "../actions/answer.ts"
import { describeLeft, describeOwnEnd, tailOf } from "../actions/view.ts"
import { lastText } from "../state/output.ts"
import { execHome } from "../state/record.ts"
import { Refusal } from "../state/refusal.ts"
import type { Order, WhyNotStarted } from "../supervisor/messages.ts"
import type { Outcome, SupervisorClient } from "./client.ts"
import type { Plan } from "./plan.ts"
import type { Settings } from "./settings.ts"

/** What `exec` answers where its output was kept, and not handed on. Throws `Refusal` where the command was not started. */
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
    return answerWith(notes + text, {
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
  return answerWith(parts.join("\n\n"), {
    ...{ status: isWell ? "completed" : "failed", exitCode, ...(exitSignal === null ? {} : { exitSignal }) },
    ...{ timedOut, durationMs, aggregated, cwd: order.directory },
    ...(processesLeft ? { processesLeft, sessionId: started.id } : {}),
  })
}

/** Why a command could not be started. */
export const notStarted = (why: WhyNotStarted, order: Order): Refusal => {
  const { hint, message } = describe(why, order)
  return new Refusal(`the command was not started: ${message}`, hint)
}

const describe = (why: WhyNotStarted, order: Order): Description => {
  switch (why.step) {
    case "keep":
      return whyNotKept(why.code)
    case "start":
      return whyNotRun(why.code, order)
    case "supervise":
      return { message: "its supervisor was ended before it had begun", hint: "try again" }
  }
}

const whyNotRun = (code: string, { directory, words: [program] }: Order): Description =>
  code === "E2BIG"
    ? { message: "it is too long for the system", hint: "put it into a file, and run that" }
    : {
        message: `the system does not run ${quote(program)} in ${quote(directory)} (${code})`,
        hint: "check that both are there, and may be used",
      }

const whyNotKept = (code: string): Description => {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return {
        message: "there is no space left where commands are kept",
        hint: "make room, or set OUTLIVE_HOME elsewhere",
      }
    case "EEXIST":
    case "ELOOP":
    case "ENAMETOOLONG":
    case "ENOENT":
    case "ENOTDIR":
      return { message: `there can be no directory ${quote(execHome())} (${code})`, hint: "set OUTLIVE_HOME elsewhere" }
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        message: "nothing may be written where commands are kept",
        hint: "check who owns it, or set OUTLIVE_HOME elsewhere",
      }
    default:
      return { message: code, hint: "see: outlive doctor" }
  }
}
