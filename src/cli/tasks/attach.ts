import * as Effect from "effect/Effect"

import { findTask } from "../../tasks/state/find.ts"
import { onThisSystem } from "../../tasks/state/services.ts"
import { requireHere, TaskStore } from "../../tasks/state/status.ts"
import { isRunning } from "../../tasks/state/taskStatus.ts"
import { Tmux } from "../../tmux/service.ts"
import { attachTo } from "../screen/attachTo.ts"
import { NotRunning } from "../words/errors.ts"
import { execute } from "../words/execute.ts"

export type AttachFlags = {}

/** Shows the live pane of a task on this terminal. */
export const attach = (_: AttachFlags, given: string): Promise<number> => {
  const command = Effect.gen(function* () {
    const task = yield* findTask(given)
    const status = (yield* TaskStore).statusOf(task.name)
    if (!isRunning(status.status) || !(yield* Tmux).hasSession(task.session)) {
      yield* requireHere(status)
      return yield* new NotRunning({ name: task.name, status: status.status })
    }
    return yield* attachTo(task.session, `see what the agent says with: outlive logs ${task.name} -f`)
  })
  return execute("outlive attach", onThisSystem(command))
}
