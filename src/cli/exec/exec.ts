import { fstatSync } from "node:fs"

import { documentOf } from "../../exec/actions/answer.ts"
import { describeLeft, describeOwnEnd } from "../../exec/actions/view.ts"
import { type Outcome, startSupervisor, type SupervisorClient } from "../../exec/start/client.ts"
import { execAnswer, notStarted } from "../../exec/start/execAnswer.ts"
import { type Asker, type ExecRequest, type Plan, planFor } from "../../exec/start/plan.ts"
import { loadSettings, type Settings } from "../../exec/start/settings.ts"
import type { Ended } from "../../exec/supervisor/messages.ts"
import { quoteForCommand } from "../../os/process/shell.ts"
import { listenTo } from "../../os/process/signalHandlers.ts"
import { exitCodeOfSignal, exitCodeTimedOut } from "../../os/process/signals.ts"
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

/** Runs a command for the shell, and goes on with it in the background where it takes its time. */
export const exec = async (flags: ExecFlags, ...words: Array<string>): Promise<number> => {
  const wrong = (flags.env ?? []).find((word) => word.indexOf("=") < 1)
  if (wrong !== undefined) {
    const why = { message: `--env ${quote(wrong)} is no variable`, hint: "write NAME=VALUE" }
    return reportUsage("outlive exec", why, flags.json)
  }
  try {
    const settings = await loadSettings()
    const plan = planFor(requestFrom(flags, words), settings, askerFrom(flags))
    return await carryOut(plan, settings, flags.json)
  } catch (error) {
    return (await import("../words/execErrors.ts")).reportThrown("outlive exec", error, flags.json)
  }
}

// --------------------------------------------------------------------------------------------------- what is asked for

const requestFrom = (flags: ExecFlags, words: ReadonlyArray<string>): ExecRequest => {
  const { background, elevated, pty, timeout, workdir, yieldMs } = flags
  return {
    command: words.length === 1 ? (words[0] ?? "") : words.map(quoteForCommand).join(" "),
    ...{ background, elevated, pty, env: readVariables(flags.env ?? []) },
    ...(timeout === undefined ? {} : { timeout }),
    ...(workdir === undefined ? {} : { workdir }),
    ...(yieldMs === undefined ? {} : { yieldMs }),
  }
}

/** The variables of --env, each with a name and a value. */
const readVariables = (given: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(given.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]))

const askerFrom = ({ json, scope, sync }: ExecFlags): Asker => ({
  scope: scope ?? (process.env["OUTLIVE_SCOPE"] || undefined),
  sync,
  output: json ? "kept" : isOneStream() ? "handed on" : "handed on apart",
  hasInput: hasInput(),
})

/** Whether stdout and stderr lead to the same place: only then can the reader see what came before what. */
const isOneStream = (): boolean => {
  const [out, error] = [statOf(1), statOf(2)]
  return out !== undefined && error !== undefined && out.dev === error.dev && out.ino === error.ino
}

/** Whether stdin brings something: a terminal is for its user, and `/dev/null` brings nothing. */
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

// ----------------------------------------------------------------------------------------------------- what is done

/** Has the command run, tells how it goes on, and gives the exit code. */
const carryOut = async (plan: Plan, settings: Settings, json: boolean): Promise<number> => {
  if (!json) for (const warning of plan.warnings) printError(warning)
  const supervisor = startSupervisor({
    input: plan.order.input === "handed on",
    output: plan.order.output !== "kept",
  })
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
  if (json) return tellJson(outcome, plan, settings, supervisor)
  return outcome._tag === "Running"
    ? tellRunning(outcome, plan, supervisor)
    : tellEnded(outcome, plan, supervisor, unwritten)
}

type Started<Tag extends "Ended" | "Running" = "Ended" | "Running"> = Outcome & { readonly _tag: Tag }

const tellJson = (outcome: Started, plan: Plan, settings: Settings, supervisor: SupervisorClient): number => {
  const answer = execAnswer(outcome, plan, settings, supervisor)
  const isTold = tell(outcome, documentOf(answer))
  letGo(outcome, supervisor)
  const exitCode = outcome._tag === "Ended" ? exitCodeFor(outcome.ended) : 0
  return isTold ? exitCode : exitCode || 1
}

/** It goes on in the background: there its id is all that a caller needs. */
const tellRunning = (
  outcome: Started<"Running">,
  { order, yieldMillis }: Plan,
  supervisor: SupervisorClient,
): number => {
  const { id } = outcome.started
  const isHandedOn = order.output !== "kept"
  letGo(outcome, supervisor)
  if (supervisor.warning !== undefined) printError(supervisor.warning)
  if (isHandedOn && !outcome.endsLine) printLine("")
  if (isHandedOn && isTerminal(2)) say(`it goes on in the background; see: outlive process poll ${id}`)
  if (!tell(outcome, id)) return 1
  if (yieldMillis !== undefined) return 0
  say(`${whyUnheard(outcome)}, so it is waited for no more, and goes on in the background`)
  return 1
}

const whyUnheard = ({ unheard }: Started<"Running">): string => {
  if (unheard === undefined) return "its caller is gone"
  return unheard === "supervisor killed"
    ? "its supervisor was killed"
    : `outlive was replaced: its supervisor is outlive ${unheard.notUnderstood}, which this one does not understand`
}

/** `unwritten` is why not all of the output could be written. */
const tellEnded = (
  outcome: Started<"Ended">,
  { order }: Plan,
  supervisor: SupervisorClient,
  unwritten: string | undefined,
): number => {
  const { ended, started } = outcome
  if (ended.processesLeft) say(describeLeft(started.id, "outlive process"))
  letGo(outcome, supervisor)
  if (ended.timedOut) say(`the command ${describeOwnEnd(ended, order.timeoutSeconds)}`)
  if (unwritten === undefined) return exitCodeFor(ended)
  say(`not all that it printed could be written: ${unwritten}; it was run to its end all the same`)
  return exitCodeFor(ended) || 1
}

/** What runs, or has left processes, is in the background from now on; what has ended whole is kept no longer. */
const letGo = (outcome: Started, supervisor: SupervisorClient): void =>
  outcome._tag === "Ended" && !outcome.ended.processesLeft ? supervisor.forget() : supervisor.release()

const say = (text: string): void => printError(`outlive exec: ${text}`)

/** Prints a line, and says whether that can have been read. */
const tell = ({ started }: Started, line: string): boolean => {
  const failure = writeLine(line)
  // A reader that has seen enough is content.
  if (failure === undefined || failure === "EPIPE") return true
  say(`${started.id} was started, and that could not be written: ${failure}; see: outlive process list`)
  return false
}

const exitCodeFor = ({ exitCode, exitSignal, timedOut }: Ended): number => {
  if (timedOut) return exitCodeTimedOut
  return exitSignal === null ? (exitCode ?? 1) : exitCodeOfSignal(exitSignal as NodeJS.Signals)
}
