import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import { tryWrite } from "./print.ts"

/** A command's answer could not be written to stdout; `code` is the system's name for why. */
export class OutputFailed extends Data.TaggedError("OutputFailed")<{ readonly code: string }> {}

/** Prints the answer of a command. That the reader is gone is no failure; anything else is. */
export const answer = (content: string | Uint8Array): Effect.Effect<void, OutputFailed> =>
  Effect.suspend(() => {
    const code = tryWrite(1, typeof content === "string" ? Buffer.from(content) : content)
    return code === undefined || code === "EPIPE" ? Effect.void : Effect.fail(new OutputFailed({ code }))
  })
