import { existsSync, readFileSync } from "node:fs"

import * as Effect from "effect/Effect"

import { makeLineReader } from "../../os/files/lineReader.ts"
import { pathOf } from "../../protocol/taskDirectory.ts"
import { advance, noProgress, type Progress, unknownFacts } from "../agents/event.ts"
import type { Task } from "./task.ts"

/** The agent's final answer, and what it took. */
export interface FinalAnswer {
  readonly text: string
  readonly failed: boolean
  readonly turns: number | undefined
  readonly seconds: number | undefined
  readonly dollars: number | undefined
  readonly tokens: number | undefined
}

/** The answer of the task's agent since the last resume by a user; for an agent without events, all that it printed. */
export const finalAnswer = (task: Task): Effect.Effect<FinalAnswer | undefined> =>
  Effect.gen(function* () {
    const printed = { ...unknownFacts, text: outputOf(task), failed: false }
    if (task.agent.events === undefined) return printed
    const { answer, events } = yield* progressOf(task, task.eventsBefore)
    if (events > 0) return answer === undefined ? undefined : { ...answer, text: answer.text ?? "" }
    // An agent that printed no events has its output for its answer, unless it failed: then that is an error message.
    if (task.status !== "completed" || printed.text.trim() === "") return undefined
    return (yield* progressOf(task)).events === 0 ? printed : undefined
  })

/** What the events of the task tell, from byte `from` on. */
export const progressOf = ({ agent, directory }: Task, from = 0): Effect.Effect<Progress> =>
  Effect.gen(function* () {
    let progress = noProgress
    if (agent.events === undefined) return progress
    const read = yield* Effect.promise(agent.events)
    const hear = (line: string) => {
      for (const event of read(line)) progress = advance(progress, event)
    }
    makeLineReader(pathOf(directory, "events.jsonl"), from, hear).end()
    return progress
  })

const outputOf = ({ directory }: Task): string => {
  const path = pathOf(directory, "output.log")
  return existsSync(path) ? readFileSync(path, "utf8") : ""
}
