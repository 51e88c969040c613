import * as Effect from "effect/Effect"

import { quote } from "../../words.ts"
import { UsageError } from "./errors.ts"

/** The name and the value of `NAME=VALUE`, a word of --env. */
export const readVariable = (word: string): Effect.Effect<readonly [string, string], UsageError> => {
  const end = word.indexOf("=")
  return end > 0 && !word.includes("\0")
    ? Effect.succeed([word.slice(0, end), word.slice(end + 1)])
    : Effect.fail(new UsageError({ message: `--env ${quote(word)} is no variable`, hint: "write NAME=VALUE" }))
}
