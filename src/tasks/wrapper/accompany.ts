import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

import { recordDefect } from "../../recordDefect.ts"

/**
 * Forks what accompanies an agent, which works without it too: a defect in it is written to the log of faults, and changes
 * nothing else.
 */
export const accompany = <A, R>(
  effect: Effect.Effect<A, never, R>,
): Effect.Effect<Fiber.RuntimeFiber<A>, never, R | Scope.Scope> =>
  effect.pipe(
    Effect.tapDefect((cause) => Effect.sync(() => recordDefect(cause))),
    Effect.forkScoped,
  )
