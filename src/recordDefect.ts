import * as Cause from "effect/Cause"

import { recordFault } from "./faults.ts"

/** Writes the defect of the cause down, with the names of the effects in which it happened. */
export const recordDefect = (cause: Cause.Cause<unknown>): void => recordFault(Cause.squash(cause), namedStack(cause))

/** The stack of the first error of the cause, with the names that `Effect.fn` has given the effects in which it happened. */
export const namedStack = (cause: Cause.Cause<unknown>): string | undefined => Cause.prettyErrors(cause)[0]?.stack
