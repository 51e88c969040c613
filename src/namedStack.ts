import * as Cause from "effect/Cause"

/** The stack of the first error of the cause, with the names that `Effect.fn` has given the effects in which it happened. */
export const namedStack = (cause: Cause.Cause<unknown>): string | undefined => Cause.prettyErrors(cause)[0]?.stack
