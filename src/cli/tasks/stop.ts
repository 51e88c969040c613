import * as Effect from "effect/Effect"

import { answer } from "../../os/terminal/console.ts"
import { stopTask } from "../../tasks/commands/stop.ts"
import { findTask } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { TaskStore } from "../../tasks/state/status.ts"
import { documentLine } from "../words/document.ts"
import { execute } from "../words/execute.ts"
import type { StopDocument } from "./documents.schema.ts"

export interface StopFlags {
  readonly grace?: number
  readonly json: boolean
}

const defaultGraceSeconds = 10

/** Stops a task. An ended task is left as it is, which is no error. */
export const stop = ({ grace = defaultGraceSeconds, json }: StopFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    const stopped = yield* stopTask(task, grace)
    const status = (yield* TaskStore).statusOf(task.name)
    if (json) yield* answer(documentLine<StopDocument>({ ...status, stopped }))
    else yield* answer(stopped ? `${task.name} is stopped\n` : `${task.name} had ended already: ${status.status}\n`)
    return 0
  })
  return execute("outlive stop", onThisSystem(command), { json })
}
