import { closeSync, fstatSync, openSync, readSync } from "node:fs"

import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { answer, printLine } from "../os/console.ts"
import { pathOf } from "../protocol/taskDirectory.ts"
import { followLines, printable } from "../tasks/agents/eventFile.ts"
import { findTask } from "../tasks/find.ts"
import { waitFor } from "../tasks/wait.ts"
import { execute } from "./execute.ts"

export interface LogsFlags {
  readonly lines?: number
  readonly follow: boolean
  readonly events: boolean
  readonly raw: boolean
}

/** The agent of the task has no events. */
export class NoEvents extends Data.TaggedError("NoEvents")<{ readonly name: string; readonly agent: string }> {}

const defaultLines = 50

/** Shows the last lines of the output. */
export const logs = ({ events, follow, lines = defaultLines, raw }: LogsFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    if (events && task.agent.events === undefined) {
      return yield* new NoEvents({ name: task.name, agent: task.agent.name })
    }
    const path = pathOf(task.directory, events ? "events.jsonl" : "output.log")
    const shown = raw ? asItIs : printable
    const { begun, end, text } = lastLines(path, lines)
    yield* answer(shown(text))
    if (!follow) {
      yield* answer(shown(begun))
      return 0
    }
    yield* Effect.acquireUseRelease(
      Effect.sync(() => followLines(path, end, (line) => printLine(shown(line)))),
      (reader) => {
        reader.catchUp()
        return waitFor([task.name], { any: false, timeoutSeconds: undefined })
      },
      (reader) => Effect.sync(reader.end),
    )
    return 0
  })
  return execute("outlive logs", command)
}

const asItIs = (text: string): string => text

const chunkBytes = 65_536

/** A line that is longer than this is shown from somewhere within it. */
const mostBytes = 64 << 20

interface LastLines {
  readonly text: string
  /** The last line, where it is still without its end; and where in the file it begins. */
  readonly begun: string
  readonly end: number
}

/** The last lines of the file, a line that has only begun among them. */
const lastLines = (path: string, count: number): LastLines => {
  let descriptor: number
  try {
    descriptor = openSync(path, "r")
  } catch {
    // Nothing was said yet.
    return { text: "", begun: "", end: 0 }
  }
  try {
    const { size } = fstatSync(descriptor)
    const chunks: Array<Buffer> = []
    let start = size
    // One more line's end than lines, unless the file begins before that.
    for (let ends = 0; start > 0 && ends <= count && size - start < mostBytes;) {
      const length = Math.min(chunkBytes, start)
      const chunk = Buffer.alloc(length)
      readSync(descriptor, chunk, 0, length, start - length)
      chunks.unshift(chunk)
      ends += newlinesIn(chunk)
      start -= length
    }
    const bytes = Buffer.concat(chunks)
    const whole = bytes.subarray(0, bytes.lastIndexOf(10) + 1)
    const begun = count === 0 ? "" : bytes.subarray(whole.length).toString()
    const wanted = count === 0 ? [] : whole.toString().split("\n").slice(0, -1)
    const text = wanted
      .slice(begun === "" ? -count : 1 - count || wanted.length)
      .map((line) => `${line}\n`)
      .join("")
    return { text, begun, end: size - (bytes.length - whole.length) }
  } finally {
    closeSync(descriptor)
  }
}

const newlinesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0)
