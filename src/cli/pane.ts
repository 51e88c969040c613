import { printLine } from "../os/console.ts"
import { classifyPane } from "../tasks/monitor/classify.ts"

/** Prints what the text on stdin, the last lines of a pane, looks like. */
export const classify = async (): Promise<number> => {
  printLine(classifyPane(await Bun.stdin.text()))
  return 0
}
