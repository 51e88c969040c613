/** What the last lines of a pane look like; the value of `pane_state`. */
export type PaneState = "waiting_for_input" | "crash_text" | "upgrade_nag" | "unknown"

/** A prompt is at the bottom of a pane; further up, the same words are only talk about prompts. */
const promptLines = 5

const question = /(?:\(y\/n\)|\[y\/n\])\s*$/i
const trustQuestion = /do you trust the files|trust the authors/i
const crash = /panic:|panicked at|Segmentation fault|core dumped/
const upgrade = /new version available|update available/i

/** The first rule that matches decides. Blank lines at the end do not count. (docs/protocol.md, Classify) */
export const classifyPane = (text: string): PaneState => {
  const lines = text.trimEnd().split("\n")
  const bottom = lines.slice(-promptLines)
  if (bottom.some((line) => question.test(line) || trustQuestion.test(line))) return "waiting_for_input"
  if (crash.test(text)) return "crash_text"
  if (upgrade.test(text)) return "upgrade_nag"
  return "unknown"
}
