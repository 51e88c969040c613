import { askProgram } from "./run.ts"

/** A terminal that does not answer at once is not waited for. */
const sttySeconds = 2

/** Whether the terminal hands on whole lines and edits them itself, as it does unless a program wants every key. */
export const isInLineMode = (terminal: string): boolean => {
  const answer = askProgram("sh", ["-c", 'stty -a <"$1"', "sh", terminal], sttySeconds)
  return typeof answer === "string" || !/(^|\s)-icanon\b/.test(answer.stdout)
}
