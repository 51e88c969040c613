import * as Effect from "effect/Effect"

import { progressOf } from "./answer.ts"
import type { Task } from "./task.ts"

/**
 * The conversation that the agent has begun and can go back to, by the manifest or, where nobody lived to write it there,
 * by its events; `undefined` where there is none.
 */
export const conversationOf = (task: Task): Effect.Effect<string | undefined> =>
  Effect.gen(function* () {
    const { agent, conversationBegun, conversationForgotten } = task
    if (agent.conversations === "none" || conversationBegun !== undefined) return conversationBegun
    if (agent.events === undefined || conversationForgotten) return undefined
    const { conversation, replied } = yield* progressOf(task)
    return replied ? conversation : undefined
  })
