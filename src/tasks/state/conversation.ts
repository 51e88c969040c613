import * as Effect from "effect/Effect"

import { progressOf } from "./answer.ts"
import type { Task } from "./task.ts"

/**
 * The conversation that the agent has begun and can go back to; `undefined` if there is none. The manifest names it,
 * or, if the wrapper was killed before it wrote that, the agent's events do.
 */
export const conversationOf = (task: Task): Effect.Effect<string | undefined> =>
  Effect.gen(function* () {
    const { agent, conversationBegun, conversationForgotten } = task
    if (agent.conversations === "none" || conversationBegun !== undefined) return conversationBegun
    if (agent.events === undefined || conversationForgotten) return undefined
    const { conversation, replied } = yield* progressOf(task)
    return replied ? conversation : undefined
  })
