import { documentOf, textOf } from "../../exec/actions/answer.ts"
import type { CommandView, Details, ListedCommand } from "../../exec/actions/documents.schema.ts"
import * as Ending from "../../exec/actions/ending.ts"
import * as Input from "../../exec/actions/input.ts"
import { list as listCommands } from "../../exec/actions/list.ts"
import { log as logOf } from "../../exec/actions/log.ts"
import { poll as pollCommand } from "../../exec/actions/poll.ts"
import type { Context, Reply } from "../../exec/actions/reply.ts"
import { isUnusableView } from "../../exec/actions/view.ts"
import { loadSettings } from "../../exec/start/settings.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { printError, writeLine } from "../../os/terminal/print.ts"
import { printable } from "../../terminal/printable.ts"
import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { runsElsewhere } from "../../words.ts"
import { type Column, tableOf } from "../screen/table.ts"
import { bold, dim, fit, green, red, tableColumns, yellow } from "../screen/terminal.ts"
import { reportUsage } from "../words/failure.ts"

export interface ProcessFlags {
  readonly scope?: string
  readonly json: boolean
}

export interface PollFlags extends ProcessFlags {
  readonly timeout?: number
}

export interface LogFlags extends ProcessFlags {
  readonly offset?: number
  readonly limit?: number
}

export interface WriteFlags extends ProcessFlags {
  readonly data?: string
  readonly eof: boolean
}

export interface KeysFlags extends ProcessFlags {
  readonly keys?: ReadonlyArray<string>
  readonly hex?: ReadonlyArray<string>
  readonly literal?: string
}

export interface PasteFlags extends ProcessFlags {
  readonly text?: string
  readonly bracketed: boolean
}

/** Asks, and prints the answer. Output that could not be written is not reported as delivered: the next poll has it. */
const execute = async (
  name: string,
  flags: ProcessFlags,
  ask: (context: Context) => Reply | Promise<Reply>,
  show: (text: string, details: Details) => string = asText,
): Promise<number> => {
  const { json, scope } = flags
  try {
    const settings = await loadSettings()
    const { answer, delivered } = await ask({ settings, scope: scope ?? (process.env["OUTLIVE_SCOPE"] || undefined) })
    const text = textOf(answer)
    const failure = writeLine(json ? documentOf(answer) : show(text, answer.details))
    if (failure === undefined) delivered?.()
    // A reader that closes the pipe has seen enough: no error.
    if (failure === undefined || failure === "EPIPE") return 0
    printError(`outlive process ${name}: the answer could not be written: ${failure}; check where stdout leads`)
    return 1
  } catch (error) {
    return (await import("../words/execErrors.ts")).reportThrown(`outlive process ${name}`, error, json)
  }
}

/** A command may have printed control sequences, which must not reach the terminal. */
const asText = (text: string): string => (isTerminal(1) ? printable(text) : text).replace(/\n$/, "")

const textTwice = (name: string, flag: string, { json }: ProcessFlags): number => {
  const why = { message: "there is a text twice", hint: `give ${flag} or a word` }
  return reportUsage(`outlive process ${name}`, why, json)
}

/** The text to write: the flag's, or the word; stdin if there is neither, or the word is `-`. */
const textFrom = async (flag: string | undefined, word = "-"): Promise<string | Uint8Array> =>
  flag ?? (word === "-" ? (isTerminal(0) ? "" : new Uint8Array(await Bun.stdin.arrayBuffer())) : word)

export const list = (flags: ProcessFlags): Promise<number> =>
  execute("list", flags, listCommands, (text, details) => ("sessions" in details ? overview(details.sessions) : text))

export const poll = (flags: PollFlags, id: string): Promise<number> =>
  execute("poll", flags, (context) => pollCommand(id, flags, context))

export const log = (flags: LogFlags, id: string): Promise<number> =>
  execute("log", flags, (context) => logOf(id, flags, context))

export const write = async (flags: WriteFlags, id: string, word?: string): Promise<number> => {
  if (flags.data !== undefined && word !== undefined) {
    return textTwice("write", "--data", flags)
  }
  // `--eof` alone writes nothing, and does not read stdin.
  const data = flags.eof && word === undefined ? (flags.data ?? "") : flags.data
  const text = await textFrom(data, word)
  return execute("write", flags, (context) => Input.write(id, { data: text, eof: flags.eof }, context))
}

export const sendKeys = (flags: KeysFlags, id: string, ...words: Array<string>): Promise<number> =>
  execute("send-keys", flags, (context) =>
    Input.sendKeys(id, { ...flags, keys: [...(flags.keys ?? []), ...words] }, context),
  )

export const submit = (flags: ProcessFlags, id: string): Promise<number> =>
  execute("submit", flags, (context) => Input.submit(id, context))

export const paste = async (flags: PasteFlags, id: string, word?: string): Promise<number> => {
  if (flags.text !== undefined && word !== undefined) {
    return textTwice("paste", "--text", flags)
  }
  const text = Buffer.from(await textFrom(flags.text, word)).toString()
  return execute("paste", flags, (context) => Input.paste(id, { text, bracketed: flags.bracketed }, context))
}

export const kill = (flags: ProcessFlags, id: string): Promise<number> =>
  execute("kill", flags, (context) => Ending.kill(id, context))

export const clear = (flags: ProcessFlags, id: string): Promise<number> =>
  execute("clear", flags, (context) => Ending.clear(id, context))

export const remove = (flags: ProcessFlags, id: string): Promise<number> =>
  execute("remove", flags, (context) => Ending.remove(id, context))

// ---------------------------------------------------------------------------------------------------- table of commands

const overview = (rows: ReadonlyArray<ListedCommand>): string =>
  rows.length === 0
    ? "There are no commands in the background. Start one with: outlive exec --background -- CMD"
    : tableOf(columns, rows, remarksOf, tableColumns()).replace(/\n$/, "")

const statusInWords = (row: ListedCommand): string => {
  if (isUnusableView(row)) return row.status
  if (row.status === "running") return row.waitingForInput ? "running, waits" : "running"
  const { exitCode, exitSignal, status, timedOut } = row
  if (timedOut) return `${status} timeout`
  if (exitSignal !== undefined) return `${status} ${exitSignal}`
  return exitCode !== null && exitCode !== 0 ? `${status} ${exitCode}` : status
}

const styles: Readonly<Record<ListedCommand["status"], (text: string) => string>> = {
  running: green,
  completed: dim,
  failed: red,
  killed: yellow,
  damaged: red,
  unknown: yellow,
}

/** A command with unusable records has no such facts. */
const knownOf =
  (of: (row: CommandView) => string) =>
  (row: ListedCommand): string =>
    isUnusableView(row) ? "-" : of(row)

const columns: ReadonlyArray<Column<ListedCommand>> = [
  { title: "ID", most: 24, of: ({ sessionId }) => sessionId, style: (_, cell) => bold(cell) },
  {
    title: "STATUS",
    most: 18,
    of: statusInWords,
    style: ({ status }, cell) => styles[status](cell),
  },
  { title: "TIME", most: 12, of: knownOf(({ runtimeMs }) => readableSeconds(runtimeMs / 1000)) },
  { title: "NAME", most: 40, givesWay: 2, of: knownOf(({ name }) => name) },
  { title: "DIRECTORY", most: 60, givesWay: 1, of: knownOf(({ cwd }) => cwd) },
]

/** The last line that it has printed, and remarks. */
const remarksOf = (row: ListedCommand, width: number): ReadonlyArray<string> => {
  if (isUnusableView(row)) return [dim(`  ${fit(printable(row.problem), width - 2)}`)]
  const last = printable(row.tail).trimEnd().split("\n").at(-1)?.trim() ?? ""
  const left = "processes that it has started still run"
  const place = "elsewhere" in row && row.elsewhere !== undefined ? [runsElsewhere("it", row.elsewhere)] : []
  return [...(last === "" ? [] : [last]), ...(row.processesLeft ? [left] : []), ...place].map((remark) =>
    dim(`  ${fit(remark, width - 2)}`),
  )
}
