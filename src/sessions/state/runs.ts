import type { Exit } from "./restart.ts"

/** How a program ended, in words. */
export const describeExit = (exit: Exit): string =>
  exit._tag === "Exited" ? `exit code ${exit.code}` : `signal ${exit.signal}`

/** What the pane shows between the end of a program and its next start. */
export const announceRestart = (name: string, exit: Exit, seconds: number, problem: string | undefined): string =>
  `\r\n[outlive] ${name} ended with ${describeExit(exit)}${problem === undefined ? "" : `: ${problem}`}; it is started again in ${seconds} s\r`

/** What the pane shows right before the program is started again. */
export const announceRun = (run: number): string => `[outlive] run ${run}\r`

const betweenRuns = /^\[outlive\] (?:run \d+|.+ it is started again in \d+ s) *$/

/** Whether a line of the pane or its log stands between two runs. */
export const isBetweenRuns = (line: string): boolean => betweenRuns.test(line)

/** What a pane or its log shows of the program's present run. */
export const presentRun = (text: string): string => {
  const lines = text.split("\n")
  return lines.slice(lines.findLastIndex(isBetweenRuns) + 1).join("\n")
}
