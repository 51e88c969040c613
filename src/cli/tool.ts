import { makeTool } from "../exec/tool.ts"
import { offerLine } from "../os/print.ts"

export interface ToolFlags {
  readonly scope?: string
}

/** The longest line that is read; what is longer is answered as what it is, no request. */
const longestLine = 64 << 20

/** Answers the requests on stdin, a JSON object a line, until it ends. */
export const tool = async ({ scope }: ToolFlags): Promise<number> => {
  const { finished, take } = makeTool(scope ?? (process.env["OUTLIVE_SCOPE"] || undefined), (line) => {
    const isRead = offerLine(line)
    // Nobody hears the answers any more. What runs goes on in the background.
    if (!isRead) process.exit(0)
    return isRead
  })
  const decoder = new TextDecoder()
  let parts: Array<string> = []
  let length = 0
  for await (const chunk of Bun.stdin.stream()) {
    const lines = decoder.decode(chunk, { stream: true }).split("\n")
    for (const [index, text] of lines.entries()) {
      if (length <= longestLine) parts.push(text)
      length += text.length
      if (index === lines.length - 1) break
      take(parts.join(""))
      parts = []
      length = 0
    }
  }
  if (length > 0) take(parts.join(""))
  await finished()
  return 0
}
