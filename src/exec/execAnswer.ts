import { join } from "node:path"

import { quote } from "../os/fileError.ts"
import { type Answer, answerWith, refusal } from "./answer.ts"
import type { Outcome, SupervisorClient } from "./client.ts"
import type { Order, Refusal } from "./messages.ts"
import { lastText } from "./output.ts"
import type { Plan } from "./plan.ts"
import { execHome } from "./record.ts"
import type { Settings } from "./settings.ts"
import { describeLeft, describeOwnEnd, tailOf } from "./view.ts"

/** What `exec` answers where its output was kept, and not handed on. */
export const execAnswer = (
  outcome: Outcome,
  { order, warnings }: Plan,
  { maxOutputCharacters }: Settings,
  { warning }: Pick<SupervisorClient, "warning">,
): Answer => {
  if (outcome._tag === "Refused") return refusal(describeRefusal(outcome.refusal, order))
  const { started } = outcome
  const directory = join(execHome(), started.id)
  if (outcome._tag === "Running") {
    const notes = [...warnings, ...(warning === undefined ? [] : [warning])].map((note) => `${note}\n`).join("")
    const text = `It goes on in the background as ${started.id} (pid ${started.pid}); see process poll, log, write and kill.`
    return answerWith(notes + text, {
      ...{ status: "running", sessionId: started.id, pid: started.pid, startedAt: started.startedAt },
      ...{ cwd: order.directory, tail: tailOf({ directory }) },
    })
  }
  const { durationMs, exitCode, exitSignal, processesLeft, timedOut } = outcome.ended
  const isWell = exitCode === 0 && !timedOut
  const aggregated = lastText(directory, maxOutputCharacters)
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

/** Why a command could not be started, in a line. */
export const describeRefusal = (why: Refusal, order: Order): string =>
  `the command was not started: ${whyNotStarted(why, order)}`

const whyNotStarted = (why: Refusal, order: Order): string => {
  switch (why.step) {
    case "keep":
      return whyNotKept(why.code)
    case "start":
      return whyNotRun(why.code, order)
    case "supervise":
      return "its supervisor was ended before it had begun; try again"
  }
}

const whyNotRun = (code: string, { directory, words: [program] }: Order): string =>
  code === "E2BIG"
    ? "it is too long for the system; put it into a file, and run that"
    : `the system does not run ${quote(program)} in ${quote(directory)} (${code}); check that both are there, and may be used`

const whyNotKept = (code: string): string => {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "there is no space left where commands are kept; make room, or set OUTLIVE_HOME elsewhere"
    case "EEXIST":
    case "ELOOP":
    case "ENAMETOOLONG":
    case "ENOENT":
    case "ENOTDIR":
      return `there can be no directory ${quote(execHome())} (${code}); set OUTLIVE_HOME elsewhere`
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "nothing may be written where commands are kept; check who owns it, or set OUTLIVE_HOME elsewhere"
    default:
      return `${code}; see: outlive doctor`
  }
}
