import { closeSync, watch } from "node:fs"

import { isProcess, signalProcess } from "../os/processes.ts"
import { endOfInput, hexByte, keyBytes, pasteBytes } from "../terminal/keyBytes.ts"
import { readableSeconds } from "../terminal/readableSeconds.ts"
import { longestSequence, wholeLength } from "../terminal/wholeText.ts"
import { type Answer, answerWith, refusal } from "./answer.ts"
import { openForWriting, writePatiently } from "./channels.ts"
import { commandName } from "./commandName.ts"
import { logWindow, tailLines } from "./logWindow.ts"
import { leaveMarker, markerSignal } from "./markers.ts"
import {
  bytesPerCharacter,
  extentOf,
  lastCharacters,
  lastText,
  markAt,
  markOfLine,
  readOutput,
  toText,
} from "./output.ts"
import { polledUpTo, takeTurn } from "./polled.ts"
import { quoteShortly } from "./quoteShortly.ts"
import { forget, isCommandAlive, isSupervised, type Kept, readKept } from "./record.ts"
import { newline } from "./segments.ts"
import type { Settings } from "./settings.ts"
import { awaitKept, findCommand, listCommands, type Scope } from "./store.ts"
import { graceSeconds, treeOf } from "./supervision.ts"
import {
  describeEnd,
  describeLoss,
  describeRest,
  describeWait,
  endDetails,
  endOf,
  inputFacts,
  type Status,
  statusOf,
  viewOf,
} from "./view.ts"

/** Who asks, and what holds for whom. */
export interface Context {
  readonly scope: Scope
  readonly settings: Settings
}

/** An answer; whoever has handed it on says so, where that makes a difference. */
export interface Reply {
  readonly answer: Answer
  readonly delivered?: () => void
}

const unknown = (id: string): Reply => ({
  answer: refusal(`there is no command ${quoteShortly(id)} in the background here; see process list`),
})

/** Does something with a command, if there is one. */
const withCommand = async (
  id: string,
  { scope, settings }: Context,
  act: (kept: Kept) => Reply | Promise<Reply>,
): Promise<Reply> => {
  const kept = await findCommand(id, scope, settings)
  return kept === undefined ? unknown(id) : act(kept)
}

const nameOf = ({ request }: Kept) => ({ name: commandName(request.command) })

// ----------------------------------------------------------------------------------------------------------------- list

/** All commands in the background, the newest first. */
export const list = async ({ scope, settings }: Context): Promise<Reply> => {
  const sessions = (await listCommands(scope, settings)).map((kept) => viewOf(kept, settings))
  const text = sessions.map(describe).join("\n")
  return {
    answer: answerWith(text === "" ? "There are no commands in the background." : text, {
      status: "completed",
      sessions,
    }),
  }
}

const describe = (view: ReturnType<typeof viewOf>): string => {
  const marks = [
    ...(view["waitingForInput"] === true ? ["waits for input"] : []),
    ...(view["timedOut"] === true ? ["timed out"] : []),
    ...(view["processesLeft"] === true ? ["processes left"] : []),
    ...exitOf(view),
  ]
  const facts = [
    `${view["sessionId"]} ${view.status}`,
    readableSeconds(Number(view["runtimeMs"]) / 1000),
    ...(marks.length === 0 ? [] : [`[${marks.join(", ")}]`]),
  ]
  return `${facts.join(" ")} :: ${view["name"]} (${view["cwd"]})`
}

const exitOf = (view: Record<string, unknown>): ReadonlyArray<string> => {
  if (typeof view["exitSignal"] === "string") return [view["exitSignal"]]
  return typeof view["exitCode"] === "number" ? [`code ${view["exitCode"]}`] : []
}

// ----------------------------------------------------------------------------------------------------------------- poll

/** The longest wait for news. */
const longestPollMillis = 30_000

/** On file systems that tell nobody of changes, they are looked for as often. */
const lookMillis = 250

/** What the command has printed since the last poll, and how it is. Waits for news at most so long. */
export const poll = (
  id: string,
  { timeout = 0 }: { readonly timeout?: number | undefined },
  context: Context,
): Promise<Reply> =>
  withCommand(id, context, async (found) => {
    const { directory } = found
    const until = performance.now() + Math.min(Math.max(timeout, 0), longestPollMillis)
    while (performance.now() < until && !hasNews(id, directory)) await awaitChange(directory, until - performance.now())
    const turn = await takeTurn(directory)
    // Its end is looked at before its output: of one that has ended all is there.
    const kept = readKept(id)
    if (kept === undefined) {
      turn?.finish(turn.position)
      return unknown(id)
    }
    if (turn === undefined) return { answer: refusal(`somebody else is being told what ${id} prints; try again`) }
    try {
      return await polled(kept, turn, context.settings)
    } catch (error) {
      turn.finish(turn.position)
      throw error
    }
  })

/** Whether there is an end, or something to hand out: what is within a character is none. */
const hasNews = (id: string, directory: string): boolean => {
  const kept = readKept(id)
  if (kept === undefined || endOf(kept) !== undefined) return true
  const [from, { end }] = [polledUpTo(directory), extentOf(directory)]
  if (end - from > longestSequence) return true
  return end > from && wholeLength(readOutput(directory, from, end).bytes) > 0
}

const awaitChange = (directory: string, millis: number): Promise<void> =>
  new Promise((resolve) => {
    let watcher: ReturnType<typeof watch> | undefined
    const end = () => {
      clearTimeout(timer)
      watcher?.close()
      resolve()
    }
    const timer = setTimeout(end, Math.max(Math.min(millis, lookMillis), 0))
    try {
      watcher = watch(directory, end).on("error", end)
    } catch {
      // The system has no watch left to give: the timer finds what is new, a little later.
    }
  })

const polled = async (
  kept: Kept,
  { finish, position }: { readonly position: number; readonly finish: (position: number) => void },
  settings: Settings,
): Promise<Reply> => {
  const { directory, request } = kept
  const { maxOutputCharacters, maxPolledCharacters } = settings
  const end = endOf(kept)
  const extent = extentOf(directory)
  const from = Math.max(position, extent.end - maxPolledCharacters * bytesPerCharacter)
  const stretch = readOutput(directory, from, extent.end)
  // What is in the middle of a character waits for the rest of it.
  const length = end === undefined ? wholeLength(stretch.bytes) : stretch.bytes.length
  const upTo = Math.max(stretch.from + length, position)
  const whole = toText({ from: stretch.from === position ? 0 : stretch.from, bytes: stretch.bytes.subarray(0, length) })
  const output = lastCharacters(whole, maxPolledCharacters)
  const isShortened = stretch.from > position || output.length < whole.length
  const before = stretch.from > position ? charactersBetween(directory, position, stretch.from) : 0
  const omitted = isShortened ? before + [...whole].length - [...output].length : 0
  const notes = [
    ...(isShortened ? [`${omitted} characters before this were left out; see process log, offset and limit`] : []),
    ...describeLoss(kept),
  ]
  const note = notes.length === 0 ? "" : `[${notes.join("; ")}]\n`
  const facts = end === undefined ? inputFacts(kept, settings) : undefined
  const how =
    end !== undefined
      ? describeEnd(kept, end) + describeRest(kept)
      : describeWait(facts as NonNullable<typeof facts>) || "It is still running."
  const shown = output === "" ? "(no new output)" : output
  return {
    answer: answerWith(`${note}${shown}${shown.endsWith("\n") ? "" : "\n"}\n${how}`, {
      status: statusOf(end),
      sessionId: request.id,
      ...nameOf(kept),
      output,
      omittedCharacters: omitted,
      aggregated: lastText(directory, maxOutputCharacters),
      processesLeft: kept.state.processesLeft,
      ...(end === undefined ? facts : endDetails(end)),
    }),
    delivered: () => finish(upTo),
  }
}

const charactersBetween = (directory: string, from: number, end: number): number =>
  markAt(directory, end).characters - markAt(directory, from).characters

// ------------------------------------------------------------------------------------------------------------------ log

/** Lines of what the command has printed. */
export const log = (
  id: string,
  { limit, offset }: { readonly offset?: number | undefined; readonly limit?: number | undefined },
  context: Context,
): Promise<Reply> =>
  withCommand(id, context, (kept) => {
    const { directory, request } = kept
    const { settings } = context
    const end = endOf(kept)
    const { end: endByte, from } = extentOf(directory)
    const last = markAt(directory, endByte)
    const lastByte = readOutput(directory, endByte - 1, endByte).bytes[0]
    const total = last.lines + (endByte > 0 && lastByte !== newline ? 1 : 0)
    const window = logWindow(total, offset, limit)
    // The first line of what is kept may be the rest of one: no line to begin with, but a part of the end of it all.
    const gone = from === 0 ? 0 : markAt(directory, from).lines
    const firstKept = from === 0 || offset === undefined ? gone : gone + 1
    const first = Math.min(Math.max(window.first, firstKept), window.end)
    const begin = markOfLine(directory, first).bytes
    const until = window.end >= total ? endByte : markOfLine(directory, window.end).bytes
    const most = settings.maxOutputCharacters
    const stretch = readOutput(directory, Math.max(begin, until - most * bytesPerCharacter), until)
    const whole = toText(stretch).replaceAll("\r\n", "\n")
    const text = lastCharacters(whole, most)
    const facts = end === undefined ? inputFacts(kept, settings) : undefined
    const notes = [
      ...(first > window.first ? [`the first ${firstKept} lines are no longer kept`] : []),
      ...(stretch.from > begin || text.length < whole.length ? [`only the last ${most} characters are shown`] : []),
      ...describeLoss(kept),
      ...(window.isTail ? [`the last ${tailLines} of ${total} lines; page with offset and limit`] : []),
    ]
    const nothing = total > 0 ? "(no such lines)" : end === undefined ? "(no output yet)" : "(no output)"
    const wait = facts === undefined ? "" : describeWait(facts)
    const remarks = [
      ...(notes.length === 0 ? [] : [`[${notes.join("; ")}]`]),
      ...(wait === "" ? [] : [...(notes.length === 0 ? [""] : []), wait]),
    ]
    const shown = first < window.end ? text : nothing
    return {
      answer: answerWith([remarks.length === 0 ? shown : shown.replace(/\n$/, ""), ...remarks].join("\n"), {
        status: statusOf(end),
        sessionId: request.id,
        ...nameOf(kept),
        total,
        totalLines: total,
        totalChars: last.characters,
        firstLine: first,
        lines: window.end - first,
        truncated: from > 0 || kept.state.lostBytes > 0,
        output: text,
        ...(end === undefined ? facts : endDetails(end)),
      }),
    }
  })

// ---------------------------------------------------------------------------------------------------------------- write

/** Writes to a command's input. */
export const write = (
  id: string,
  { data = "", eof = false }: { readonly data?: string | Uint8Array | undefined; readonly eof?: boolean | undefined },
  context: Context,
): Promise<Reply> =>
  type(id, context, async (kept) => {
    const bytes = typeof data === "string" ? Buffer.from(data) : data
    const typed = eof && kept.request.pty ? [bytes, Buffer.from(endOfInput(bytes.at(-1)))] : [bytes]
    const written = await writeTo(kept, Buffer.concat(typed))
    if (typeof written === "string") return refusal(written)
    if (eof && !kept.request.pty && !(await closeInput(kept))) {
      return refusal(
        `${bytesInWords(bytes.length)} written to ${id}, but its stdin could not be closed; try --eof again`,
      )
    }
    const closed = eof ? "; its input is at its end" : ""
    return answerWith(`${bytesInWords(bytes.length)} written to ${id}${closed}.`, running(kept))
  })

/** Presses keys: what is literal first, then bytes, then the keys by their names. */
export const sendKeys = (
  id: string,
  {
    hex = [],
    keys = [],
    literal = "",
  }: {
    readonly keys?: ReadonlyArray<string> | undefined
    readonly hex?: ReadonlyArray<string> | undefined
    readonly literal?: string | undefined
  },
  context: Context,
): Promise<Reply> =>
  type(id, context, async (kept) => {
    const bytes: Array<Uint8Array> = [Buffer.from(literal)]
    for (const given of hex) {
      const byte = hexByte(given)
      if (byte === undefined) return refusal(`${JSON.stringify(given)} is no byte; write one as two digits, as in 1b`)
      bytes.push(Uint8Array.of(byte))
    }
    for (const word of keys) {
      const key = keyBytes(word, kept.state.applicationCursorKeys)
      if (key._tag === "NoKey") return refusal(key.reason)
      bytes.push(Buffer.from(forInput(kept, key.text)))
    }
    const all = Buffer.concat(bytes)
    if (all.length === 0) return refusal("there are no keys; give keys, hex or literal")
    const written = await writeTo(kept, all)
    if (typeof written === "string") return refusal(written)
    return answerWith(`${bytesInWords(all.length)} typed into ${id}.`, running(kept))
  })

/** Presses Enter. */
export const submit = (id: string, context: Context): Promise<Reply> =>
  type(id, context, async (kept) => {
    const written = await writeTo(kept, Buffer.from(forInput(kept, "\r")))
    return typeof written === "string" ? refusal(written) : answerWith(`Enter pressed in ${id}.`, running(kept))
  })

/** Pastes text, as a terminal does. */
export const paste = (
  id: string,
  { bracketed = true, text = "" }: { readonly text?: string | undefined; readonly bracketed?: boolean | undefined },
  context: Context,
): Promise<Reply> =>
  type(id, context, async (kept) => {
    if (text === "") return refusal("there is nothing to paste; give text")
    const written = await writeTo(kept, Buffer.from(pasteBytes(text, bracketed)))
    if (typeof written === "string") return refusal(written)
    return answerWith(`${[...text].length} characters pasted into ${id}.`, running(kept))
  })

/** A pipe has no terminal that makes a line's end of Enter. */
const forInput = ({ request }: Kept, text: string): string => (request.pty ? text : text.replaceAll("\r", "\n"))

const bytesInWords = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`)

const running = (kept: Kept) => ({ status: "running" as const, sessionId: kept.request.id, ...nameOf(kept) })

/** Does something with the input of a command that runs. */
const type = (id: string, context: Context, act: (kept: Kept) => Promise<Answer>): Promise<Reply> =>
  withCommand(id, context, async (kept) => {
    if (endOf(kept) !== undefined) return { answer: refusal(`${id} has ended, and reads no more; see process log`) }
    return { answer: await act(kept) }
  })

/** Writes all of it; why not, in a line, where that cannot be done. */
const writeTo = async (kept: Kept, bytes: Uint8Array): Promise<string | undefined> => {
  const { directory, request, state } = kept
  const closed = `the stdin of ${request.id} is closed; start the command anew to write to it`
  if (!state.stdin) return closed
  const descriptor = openForWriting(directory)
  if (descriptor === undefined) return closed
  try {
    const written = await writePatiently(descriptor, bytes)
    return written === bytes.length
      ? undefined
      : `${request.id} has taken ${written} of ${bytesInWords(bytes.length)}, and reads no more; poll it, and write the rest later`
  } finally {
    closeSync(descriptor)
  }
}

/** How long a supervisor is waited for that has something to write down. */
const supervisorMillis = 10_000

/** Says whether it is closed. */
const closeInput = async (kept: Kept): Promise<boolean> => {
  const { directory, state } = kept
  leaveMarker(directory, "eof")
  const { mark, pid } = state.supervisor
  if (isProcess(pid, mark)) signalProcess(pid, markerSignal)
  return !(await awaitKept(kept, (now) => !now.state.stdin, supervisorMillis)).state.stdin
}

// ----------------------------------------------------------------------------------------------------------------- kill

/** Ends a command that runs, with all that it has started: TERM, then KILL. */
export const kill = (id: string, context: Context): Promise<Reply> =>
  withCommand(id, context, async (kept) => {
    if (endOf(kept) !== undefined && !kept.state.processesLeft) {
      return { answer: refusal(`${id} has ended already; see process poll ${id}`) }
    }
    const now = await end(kept)
    if (now === "forgotten") return unknown(id)
    const how = now === undefined ? undefined : endOf(now)
    if (how === undefined) return { answer: refusal(`${id} could not be ended; look at its processes with ps`) }
    return {
      answer: answerWith(`${id}: ${describeEnd(kept, how)}`, {
        status: statusOf(how) satisfies Status,
        sessionId: id,
        ...nameOf(kept),
        ...endDetails(how),
      }),
    }
  })

/** Forgets a command that has ended. */
export const clear = (id: string, context: Context): Promise<Reply> =>
  withCommand(id, context, (kept) => {
    if (endOf(kept) === undefined) {
      return { answer: refusal(`${id} still runs; end it with process kill, or use process remove`) }
    }
    if (kept.state.processesLeft) {
      return { answer: refusal(`processes that ${id} has started still run; end them with process remove ${id}`) }
    }
    forget(kept.directory)
    return { answer: answerWith(`${id} is forgotten.`, { status: "completed", sessionId: id, ...nameOf(kept) }) }
  })

/** Ends a command if it runs, and forgets it. */
export const remove = (id: string, context: Context): Promise<Reply> =>
  withCommand(id, context, async (kept) => {
    const wasOver = endOf(kept) !== undefined && !kept.state.processesLeft
    if (!wasOver && (await end(kept)) === undefined) {
      return { answer: refusal(`${id} could not be ended; look at its processes with ps`) }
    }
    forget(kept.directory)
    const what = wasOver ? "is forgotten" : "was ended, and is forgotten"
    return { answer: answerWith(`${id} ${what}.`, { status: "completed", sessionId: id, ...nameOf(kept) }) }
  })

/** Ends the command and waits until that is written down; what is known of it then, if it could be ended. */
const end = async (kept: Kept): Promise<Kept | "forgotten" | undefined> => {
  const { directory, request, state } = kept
  const [{ runPromise }, { endProcesses }] = await Promise.all([
    import("effect/Effect"),
    import("../os/processTree.ts"),
  ])
  if (state.end === null) leaveMarker(directory, "kill")
  const supervisor = isSupervised(kept) ? state.supervisor.pid : undefined
  await runPromise(endProcesses(treeOf(request.id, state.command, supervisor), graceSeconds))
  await awaitKept(kept, isOver, supervisorMillis)
  const now = readKept(request.id)
  // Of two who remove it, one is first.
  if (now === undefined) return "forgotten"
  return isOver(now) ? now : undefined
}

/** No process is left of it; one whose supervisor was killed may have another by now, or none. */
const isOver = (kept: Kept): boolean =>
  (kept.state.end !== null && !kept.state.processesLeft) || (!isSupervised(kept) && !isCommandAlive(kept))
