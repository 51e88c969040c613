import { closeSync } from "node:fs"

import { wallMillis } from "../../os/clock.ts"
import { type Elsewhere, judge } from "../../os/process/identity.ts"
import { describeUnusable, unusableFacts } from "../../record/unusable.ts"
import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { runsElsewhere, toLine } from "../../words.ts"
import type { EndStatus } from "../commandStatus.ts"
import type { Settings } from "../start/settings.ts"
import { openForWriting } from "../state/channels.ts"
import { extentOf, lastText } from "../state/output.ts"
import {
  type End,
  isCommandAlive,
  isSupervised,
  type Kept,
  type KeptUnusable,
  readKept,
  whereElse,
} from "../state/record.ts"
import { unseenEnd } from "../state/unseen.ts"
import { commandName } from "./commandName.ts"
import type { CommandView, EndedFacts, ListedCommand, RunningFacts, UnusableCommand } from "./documents.schema.ts"

/** How the command ended; `undefined` while it goes on. */
export const endOf = (kept: Kept): End | undefined => {
  if (kept.state.end !== null) return kept.state.end
  if (isCommandAlive(kept) || isSupervised(kept) || whereElse(kept) !== undefined) return undefined
  // The supervisor may have recorded the end and exited since `kept` was read.
  return readKept(kept.request.id)?.state.end ?? unseenEnd(kept)
}

export const statusOf = (end: End): EndStatus => {
  if (end.killed) return "killed"
  return end.exitCode === 0 && !end.timedOut ? "completed" : "failed"
}

/** Where the command runs, if its processes cannot be seen from here. */
export const placeFacts = (kept: Kept): { readonly elsewhere?: Elsewhere } => {
  const elsewhere = whereElse(kept)
  return elsewhere === undefined ? {} : { elsewhere }
}

/** The same in a sentence. */
export const describePlaceOf = (kept: Kept): string => {
  const elsewhere = whereElse(kept)
  return elsewhere === undefined ? "" : `${runsElsewhere("It", elsewhere)}.`
}

/** How it ended, in a sentence. */
export const describeEnd = (kept: Kept, end: End): string => {
  if (end.unseen !== null) {
    const killed = end.killed
      ? "It was killed, as it was asked for"
      : end.timedOut
        ? `It timed out after ${seconds(kept.request.timeoutSeconds)}`
        : "It has ended"
    const why = end.unseen === "restart" ? "the machine was restarted" : "its supervisor was killed"
    return `${killed}; nobody saw how: ${why}.`
  }
  if (end.killed) return `It was killed, as it was asked for, and ${describeExit(end)}.`
  return `It ${describeOwnEnd(end, kept.request.timeoutSeconds)}.`
}

/** How a command ended without `process kill`: the rest of a sentence. */
export const describeOwnEnd = (
  end: Pick<End, "exitCode" | "exitSignal" | "timedOut">,
  timeoutSeconds: number,
): string => (end.timedOut ? `timed out after ${seconds(timeoutSeconds)}, and ${describeExit(end)}` : describeExit(end))

const describeExit = ({ exitCode, exitSignal }: Pick<End, "exitCode" | "exitSignal">): string =>
  exitSignal === null ? `exited with code ${exitCode}` : `was ended by signal ${exitSignal}`

const seconds = (count: number): string => (count === 1 ? "1 second" : `${count} seconds`)

/** What is left of a command that has ended. */
export const describeRest = ({ request, state }: Kept): string =>
  state.processesLeft ? `\n${describeLeft(request.id, "process")}` : ""

/** `program` is what the reader calls: the tool, or the command line. */
export const describeLeft = (id: string, program: "process" | "outlive process"): string =>
  `Processes that it has started still run; ${program} remove ${id} ends them.`

/** How much of the output was lost before it was kept. */
export const describeLoss = ({ state: { lostBytes } }: Kept): ReadonlyArray<string> =>
  lostBytes === 0 ? [] : [`${lostBytes} bytes of it were lost, since the disk was full`]

/** The facts of an end; the exit code is `null` where a signal ended it, or its end was not seen. */
export type EndDetails = Omit<EndedFacts, "status">

export const endDetails = (end: End): EndDetails => ({
  exitCode: end.exitCode,
  ...(end.exitSignal === null ? {} : { exitSignal: end.exitSignal }),
  timedOut: end.timedOut,
})

/** The facts of a running command: when it last printed, and whether it waits for input. */
export const runningFacts = (kept: Kept, settings: Settings): RunningFacts => {
  const { directory, request, state } = kept
  const lastOutputAt = Math.round(extentOf(directory).changedAt ?? request.startedAt)
  const idleMs = Math.max(wallMillis() - lastOutputAt, 0)
  const stdinWritable = state.stdin && isRead(directory) && whereElse(kept) === undefined
  return {
    status: "running",
    stdinWritable,
    waitingForInput: stdinWritable && idleMs >= settings.inputWaitMillis,
    idleMs,
    lastOutputAt,
  }
}

/** The facts of a command that runs, or ended so. */
export const conditionOf = (kept: Kept, end: End | undefined, settings: Settings): RunningFacts | EndedFacts =>
  end === undefined ? runningFacts(kept, settings) : { status: statusOf(end), ...endDetails(end) }

const isRead = (directory: string): boolean => {
  const descriptor = openForWriting(directory)
  if (descriptor === undefined) return false
  closeSync(descriptor)
  return true
}

/** Says that the command may wait for input; empty where it does not. */
export const describeWait = (condition: RunningFacts | EndedFacts): string =>
  condition.status === "running" && condition.waitingForInput
    ? `It is still running, has printed nothing for ${readableSeconds(condition.idleMs / 1000)}, and may wait for input: see process write, send-keys, submit, paste.`
    : ""

/** Characters of the output that show how a command is getting on. */
const tailCharacters = 2000

export const tailOf = (directory: string, goesOn: boolean): string => lastText(directory, tailCharacters, goesOn)

/** The process of a command, as it is called here; `undefined` where it cannot be seen. */
const processOf = ({ state: { command } }: Kept): number | undefined => {
  const judgement = judge(command)
  switch (judgement._tag) {
    case "Alive":
      return judgement.pid
    case "Gone":
      return command.pid
    case "Elsewhere":
      return undefined
  }
}

/** A command in a list. */
export const viewOf = (kept: Kept, settings: Settings): CommandView => {
  const { request, state } = kept
  const end = endOf(kept)
  const common = {
    sessionId: request.id,
    writer: request.writer,
    startedAt: request.startedAt,
    runtimeMs: Math.max((end?.endedAt ?? wallMillis()) - request.startedAt, 0),
    cwd: request.directory,
    command: request.command,
    name: commandName(request.command),
    ...(request.scope === null ? {} : { scope: request.scope }),
    tail: tailOf(kept.directory, end === undefined),
    truncated: extentOf(kept.directory).from > 0 || state.lostBytes > 0,
    processesLeft: state.processesLeft,
  }
  const elsewhere = whereElse(kept)
  if (end !== undefined) {
    const ended = { ...common, status: statusOf(end), endedAt: end.endedAt, ...endDetails(end) }
    return elsewhere === undefined ? ended : { ...ended, elsewhere }
  }
  const running = { ...common, ...runningFacts(kept, settings) }
  const pid = processOf(kept)
  if (elsewhere === undefined) return { ...running, pid: pid ?? state.command.pid }
  return { ...running, ...(pid === undefined ? {} : { pid }), elsewhere }
}

/** A listed command whose records cannot be used. */
export const viewOfUnusable = ({ id, why }: KeptUnusable): UnusableCommand => {
  const { state, writer } = unusableFacts(why)
  return { sessionId: id, status: state, writer, problem: toLine(describeUnusable(why)) }
}

export const isUnusableView = (view: ListedCommand): view is UnusableCommand =>
  view.status === "unknown" || view.status === "damaged"
