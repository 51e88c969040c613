import * as Effect from "effect/Effect"

import { followLines, makeLineReader } from "../../os/files/lineReader.ts"
import { isTerminal } from "../../os/terminal/isTerminal.ts"
import { printLine } from "../../os/terminal/print.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"
import { advance, noProgress } from "../../tasks/agents/event.ts"
import type { TaskView } from "../../tasks/state/status.schema.ts"
import { TaskStore } from "../../tasks/state/status.ts"
import { readTask } from "../../tasks/state/task.ts"
import { printable } from "../../terminal/printable.ts"
import { readableSeconds } from "../../terminal/readableSeconds.ts"
import { dim, terminalColumns, writeTerminal } from "../screen/terminal.ts"

/** How often the progress line is drawn anew. */
const redrawMillis = 500

/**
 * Shows the output of the task from its beginning, as it comes, until `until` is over. On a terminal, a line below it
 * says how long the task has run, what it does and how often it was brought back.
 */
export const followTask = <A, E, R>(name: string, until: Effect.Effect<A, E, R>) =>
  Effect.acquireUseRelease(
    Effect.gen(function* () {
      const { statusOf } = yield* TaskStore
      const status = statusOf(name)
      const task = yield* Effect.either(readTask(status.taskDir))
      return yield* Effect.promise(async () => {
        const line = isTerminal(1) ? makeProgressLine(() => statusOf(name)) : undefined
        const reader = followLines(pathOf(status.taskDir, "output.log"), 0, (text) => {
          line?.erase()
          printLine(printable(text))
          line?.draw()
        })
        reader.catchUp()
        const read = task._tag === "Right" ? await task.right.agent.events?.() : undefined
        const events =
          line === undefined || read === undefined
            ? undefined
            : makeLineReader(pathOf(status.taskDir, "events.jsonl"), 0, (text) => {
                for (const event of read(text)) line.progress = advance(line.progress, event)
              })
        const timer = setInterval(() => {
          events?.catchUp()
          line?.draw()
        }, redrawMillis)
        return { line, reader, events, timer }
      })
    }),
    () => until,
    ({ events, line, reader, timer }) =>
      Effect.sync(() => {
        clearInterval(timer)
        line?.erase()
        reader.end()
        events?.end()
        line?.erase()
      }),
  )

/** The line below the output. */
const makeProgressLine = (look: () => TaskView) => {
  let drawn = false
  return {
    progress: noProgress,
    erase() {
      if (drawn) writeTerminal("\r\x1b[K")
      drawn = false
    },
    draw() {
      const now = look()
      const retries = now.retries === 0 ? [] : [`${now.retries} ${now.retries === 1 ? "retry" : "retries"}`]
      const tool = this.progress.lastTool === undefined ? [] : [this.progress.lastTool]
      const text = [now.status, readableSeconds(now.seconds ?? 0), ...tool, ...retries].join(" | ")
      const columns = terminalColumns()
      writeTerminal(`\r\x1b[K${dim(text.slice(0, Math.max(columns - 1, 1)))}`)
      drawn = true
    },
  }
}
