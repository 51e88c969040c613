import * as Effect from "effect/Effect"

import { answer } from "../os/console.ts"
import { classifyPane } from "../tasks/monitor/classify.ts"
import { execute } from "./execute.ts"

/** Prints what the text on stdin, the last lines of a pane, looks like. */
export const classify = async (): Promise<number> => {
  // As bytes first: a decoder that looks for a byte order mark would take some of them for another encoding.
  const text = Buffer.from(await Bun.stdin.arrayBuffer()).toString("utf8")
  return execute("outlive pane classify", Effect.as(answer(`${classifyPane(text)}\n`), 0))
}
