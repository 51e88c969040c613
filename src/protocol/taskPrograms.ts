import { basename } from "node:path"

/** Whether a process with these words is a wrapper: the script or the binary, by its own name or called `wrapper`. */
export const isWrapper = (words: ReadonlyArray<string>): boolean => isProgram("wrapper", words)

/** The same of a monitor. */
export const isMonitor = (words: ReadonlyArray<string>): boolean => isProgram("monitor", words)

/** A script's interpreter, or the binary, comes before the name. */
const isProgram = (name: string, words: ReadonlyArray<string>): boolean =>
  words.slice(0, 3).some((word) => basename(word) === name || basename(word) === `${name}.sh`)
