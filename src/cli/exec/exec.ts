import { fstatSync } from "node:fs"

import { documentOf } from "../../exec/actions/answer.ts"
import { describeLeft, describeOwnEnd } from "../../exec/actions/view.ts"
import { startSupervisor } from "../../exec/start/client.ts"
import { execAnswer, notStarted } from "../../exec/start/execAnswer.ts"
import { planFor } from "../../exec/start/plan.ts"
import { loadSettings } from "../../exec/start/settings.ts"
import type { Ended } from "../../exec/supervisor/messages.ts"
import { quoteForCommand } from "../../os/process/shell.ts"
import { listenTo } from "../../os/process/signalHandlers.ts"
import { exitCodeOfSignal } from "../../os/process/signals.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { printError, printLine, writeLine } from "../../os/terminal/print.ts"
import { quote } from "../../words.ts"
import { reportUsage } from "../words/failure.ts"

export interface ExecFlags {
  readonly yieldMs?: number
  readonly background: boolean
  readonly timeout?: number
  readonly pty: boolean
  readonly workdir?: string
  readonly env?: ReadonlyArray<string>
  readonly elevated: boolean
  readonly sync: boolean
  readonly scope?: string
  readonly json: boolean
}

/** The time of a command was over, as with `timeout`. */
const exitCodeTimedOut = 124

const say = (text: string): void => printError(`outlive exec: ${text}`)

/** Runs a command for the shell, and goes on with it in the background where it takes its time. */
export const exec = async (flags: ExecFlags, ...words: Array<string>): Promise<number> => {
  const wrong = (flags.env ?? []).find((word) => word.indexOf("=") < 1)
  if (wrong !== undefined) {
    const why = { message: `--env ${quote(wrong)} is no variable`, hint: "write NAME=VALUE" }
    return reportUsage("outlive exec", why, flags.json)
  }
  try {
    const settings = await loadSettings()
    const { background, elevated, json, pty, sync, timeout, workdir, yieldMs } = flags
    const plan = planFor(
      {
        command: words.length === 1 ? (words[0] ?? "") : words.map(quoteForCommand).join(" "),
        ...{ background, elevated, pty, env: readVariables(flags.env ?? []) },
        ...(timeout === undefined ? {} : { timeout }),
        ...(workdir === undefined ? {} : { workdir }),
        ...(yieldMs === undefined ? {} : { yieldMs }),
      },
      settings,
      {
        scope: flags.scope ?? (process.env["OUTLIVE_SCOPE"] || undefined),
        sync,
        output: json ? "kept" : isOneStream() ? "handed on" : "handed on apart",
        hasInput: hasInput(),
      },
    )
    if (!json) for (const warning of plan.warnings) printError(warning)

    const isHandedOn = plan.order.output !== "kept"
    const supervisor = startSupervisor({ input: plan.order.input === "handed on", output: isHandedOn })
    listenTo(["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"], supervisor.passOn)
    const caller = process.ppid
    let unwritten: string | undefined
    const outcome = await supervisor.run(plan.order, plan.yieldMillis, (reason) => {
      if (reason !== "EPIPE") unwritten = reason
      // A reader that has seen enough ends what it reads from; a caller that is gone ends nothing.
      else if (process.ppid === caller) supervisor.endUnread()
      else supervisor.toBackground()
    })
    if (outcome._tag === "NotStarted") throw notStarted(outcome.why, plan.order)
    const { id } = outcome.started
    const tell = (line: string): boolean => {
      const failure = writeLine(line)
      // A reader that has seen enough is content.
      if (failure === undefined || failure === "EPIPE") return true
      say(`${id} was started, and that could not be written: ${failure}; see: outlive process list`)
      return false
    }
    const answer = json ? execAnswer(outcome, plan, settings, supervisor) : undefined
    const isTold = answer === undefined || tell(documentOf(answer))
    if (outcome._tag === "Running") {
      supervisor.release()
      if (json) return isTold ? 0 : 1
      if (supervisor.warning !== undefined) printError(supervisor.warning)
      if (isHandedOn && !outcome.endsLine) printLine("")
      if (isHandedOn && isTerminal(2)) say(`it goes on in the background; see: outlive process poll ${id}`)
      if (!tell(id)) return 1
      if (plan.yieldMillis !== undefined) return 0
      say("its supervisor was killed, so it is waited for no more, and goes on in the background")
      return 1
    }
    const { ended } = outcome
    if (ended.processesLeft) {
      if (!json) say(describeLeft(id, "outlive process"))
      supervisor.release()
    } else supervisor.forget()
    if (ended.timedOut && !json) say(`the command ${describeOwnEnd(ended, plan.order.timeoutSeconds)}`)
    if (unwritten === undefined) return isTold ? exitCodeFor(ended) : exitCodeFor(ended) || 1
    say(`not all that it printed could be written: ${unwritten}; it was run to its end all the same`)
    return exitCodeFor(ended) || 1
  } catch (error) {
    return (await import("../words/execErrors.ts")).reportThrown("outlive exec", error, flags.json)
  }
}

const exitCodeFor = ({ exitCode, exitSignal, timedOut }: Ended): number => {
  if (timedOut) return exitCodeTimedOut
  return exitSignal === null ? (exitCode ?? 1) : exitCodeOfSignal(exitSignal as NodeJS.Signals)
}

/** The variables of --env, each with a name and a value. */
const readVariables = (given: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(given.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]))

/** Whether stdout and stderr lead to the same place: only then can anybody see what came before what. */
const isOneStream = (): boolean => {
  const [out, error] = [statOf(1), statOf(2)]
  return out !== undefined && error !== undefined && out.dev === error.dev && out.ino === error.ino
}

/** Whether somebody hands something in: a terminal is for whoever sits there, and `/dev/null` is nobody. */
const hasInput = (): boolean => {
  const input = statOf(0)
  return input !== undefined && (input.isFIFO() || input.isFile() || input.isSocket())
}

const statOf = (descriptor: number) => {
  try {
    return fstatSync(descriptor)
  } catch {
    // It is closed.
    return undefined
  }
}
