import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { sizeOfTerminal } from "../../os/terminal/terminalSize.ts"
import { findReadableName } from "../../tasks/state/find.ts"
import { requireHome } from "../../tasks/state/home.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import type { TaskView } from "../../tasks/state/status.schema.ts"
import { TaskStore } from "../../tasks/state/status.ts"
import type { TaskStatus } from "../../tasks/state/taskStatus.ts"
import { printable } from "../../terminal/printable.ts"
import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { runsElsewhere } from "../../words.ts"
import { type Column, tableOf } from "../screen/table.ts"
import { bold, dim, fit, green, pad, red, terminalColumns, writeTerminal, yellow } from "../screen/terminal.ts"
import { documentLine } from "../words/document.ts"
import { UsageError } from "../words/errors.ts"
import { execute } from "../words/execute.ts"
import type { StatusesDocument } from "./documents.schema.ts"

export interface StatusFlags {
  readonly json: boolean
  readonly watch: boolean
}

const redrawMillis = 1000

/** Shows a task, or a table of all. */
export const status = ({ json, watch }: StatusFlags, given?: string | undefined): Promise<number> => {
  const command = Effect.gen(function* () {
    const name = given === undefined ? undefined : yield* findReadableName(given)
    yield* requireHome
    const { allStatuses, statusOf } = yield* TaskStore
    const show = () => (name === undefined ? overview(allStatuses(), { json, watch }) : detail(statusOf(name), json))
    if (watch) {
      if (json || !isTerminal(1)) {
        return yield* new UsageError({
          message: "--watch redraws a terminal, and this is none",
          hint: json ? "leave out --json or --watch" : "leave --watch out",
        })
      }
      return yield* redraw(show)
    }
    yield* answer(show())
    return 0
  })
  return execute("outlive status", onThisSystem(command), { json })
}

/** Redraws in the same place until the user interrupts the program. */
const redraw = (show: () => string): Effect.Effect<never> => {
  let lines = 0
  return Effect.sync(() => {
    // Lines that do not fit would scroll away, and could not be redrawn.
    const text = show()
      .split("\n")
      .slice(0, (sizeOfTerminal()?.rows ?? 24) - 1)
      .join("\n")
      .replace(/\n?$/, "\n")
    const up = lines === 0 ? "" : `\x1b[${lines}A`
    writeTerminal(`${up}\r${text.replaceAll("\n", "\x1b[K\n")}\x1b[J`)
    lines = text.split("\n").length - 1
  }).pipe(Effect.zipRight(Effect.sleep(redrawMillis)), Effect.forever)
}

const overview = (tasks: ReadonlyArray<TaskView>, { json, watch }: StatusFlags): string => {
  if (json) return documentLine<StatusesDocument>({ tasks })
  if (tasks.length === 0) return "There are no tasks. Start one with: outlive run --name NAME\n"
  return tableOf(columns, tasks, (task, width) => remarksOf(task, width, watch), terminalColumns())
}

const columns: ReadonlyArray<Column<TaskView>> = [
  { title: "NAME", most: 24, givesWay: 1, least: 16, of: ({ name }) => name },
  { title: "AGENT", most: 8, givesWay: 2, leftOut: 3, of: ({ agent }) => agent ?? "-" },
  { title: "MODEL", most: 12, givesWay: 3, leftOut: 4, of: ({ model }) => model ?? "-" },
  { title: "STATUS", most: 9, of: (task) => task.status, style: (task, cell) => coloured(task.status, cell) },
  { title: "TIME", most: 12, leftOut: 1, of: ({ seconds }) => (seconds === null ? "-" : readableSeconds(seconds)) },
  {
    title: "OUTPUT",
    most: 12,
    leftOut: 2,
    of: ({ secondsSinceOutput }) => (secondsSinceOutput === null ? "-" : `${coarse(secondsSinceOutput)} ago`),
  },
  { title: "RETRIES", most: 7, leftOut: 5, of: ({ retries }) => String(retries) },
]

/** One unit is enough for a moment. */
const coarse = (seconds: number): string => readableSeconds(seconds).split(" ").slice(0, 2).join(" ")

/** A long line ends with the version to use, so it is cut only if it has to be redrawn. */
const remarksOf = (
  { elsewhere, hint, problem, status: state }: TaskView,
  width: number,
  isRedrawn: boolean,
): ReadonlyArray<string> =>
  [elsewhere === null ? null : runsElsewhere("it", elsewhere), problem, hint].flatMap((remark) => {
    if (remark === null) return []
    const line = `  ${printable(remark)}`
    return [dim(state === "unknown" && !isRedrawn ? line : fit(line, width))]
  })

const coloured = (state: TaskStatus, text: string): string => {
  switch (state) {
    case "completed":
      return green(text)
    case "starting":
    case "running":
      return bold(text)
    case "unknown":
    case "crashed":
    case "hung":
    case "stopped":
    case "stopping":
      return yellow(text)
    case "failed":
    case "abandoned":
    case "lost":
    case "damaged":
      return red(text)
  }
}

const detail = (task: TaskView, json: boolean): string => {
  if (json) return documentLine<TaskView>(task)
  const facts: ReadonlyArray<readonly [string, string | null]> = [
    ["status", coloured(task.status, task.status)],
    ["place", task.elsewhere === null ? null : runsElsewhere("it", task.elsewhere)],
    ["problem", task.problem],
    ["hint", task.hint],
    ["agent", task.agent],
    ["model", task.model],
    ["project", task.projectDir],
    ["session", task.session],
    ["conversation", task.sessionId],
    ["pid", task.pid === null ? null : String(task.pid)],
    ["started", task.startedAt],
    ["ended", task.endedAt],
    ["time", task.seconds === null ? null : readableSeconds(task.seconds)],
    ["last output", task.secondsSinceOutput === null ? null : `${readableSeconds(task.secondsSinceOutput)} ago`],
    ["retries", String(task.retries)],
    ["exit code", task.exitCode === null ? null : String(task.exitCode)],
    ["files", task.taskDir],
  ]
  const lines = facts.flatMap(([name, value]) =>
    value === null ? [] : [`  ${pad(name, 13)} ${name === "status" ? value : printable(value)}`],
  )
  return [bold(task.name), ...lines, ""].join("\n")
}
