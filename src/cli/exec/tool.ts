import { makeTool } from "../../exec/tool.ts"
import { printError, writeLine } from "../../os/terminal/print.ts"
import { reportOf } from "../words/execErrors.ts"

export interface ToolFlags {
  readonly scope?: string
}

const newline = 10

const answerWith = (line: string): void => {
  const failure = writeLine(line)
  // The reader of the answers is gone. What runs goes on in the background.
  if (failure === "EPIPE") process.exit(0)
  if (failure !== undefined) {
    printError(`outlive tool: an answer could not be written: ${failure}; check where stdout leads`)
    process.exit(1)
  }
}

/** Answers the requests on stdin, one JSON object a line, until stdin ends. */
export const tool = async ({ scope }: ToolFlags): Promise<number> => {
  const { finished, take } = makeTool(scope ?? (process.env["OUTLIVE_SCOPE"] || undefined), answerWith, reportOf)
  let begun: Array<Uint8Array> = []
  for await (const chunk of Bun.stdin.stream()) {
    let start = 0
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      take(Buffer.concat([...begun, chunk.subarray(start, end)]))
      begun = []
      start = end + 1
    }
    if (start < chunk.length) begun.push(chunk.slice(start))
  }
  if (begun.length > 0) take(Buffer.concat(begun))
  await finished()
  return 0
}
