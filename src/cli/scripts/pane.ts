import * as Effect from "effect/Effect"

import { errorCodeOf } from "../../os/files/errorCode.ts"
import { answer } from "../../os/terminal/console.ts"
import { classifyPane } from "../../tasks/monitor/classify.ts"
import { InputFailed } from "../words/errors.ts"
import { execute } from "../words/execute.ts"

/** Prints what the text on stdin, the last lines of a pane, looks like. */
export const classify = async (): Promise<number> => {
  const command = Effect.gen(function* () {
    // Read as bytes, since a decoder that looks for a byte order mark may take them for another encoding.
    const bytes = yield* Effect.tryPromise({
      try: () => Bun.stdin.arrayBuffer(),
      catch: (error) => new InputFailed({ code: errorCodeOf(error) }),
    })
    yield* answer(`${classifyPane(Buffer.from(bytes).toString("utf8"))}\n`)
    return 0
  })
  return execute("outlive pane classify", command)
}
