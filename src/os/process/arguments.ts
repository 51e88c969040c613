import { readFileSync } from "node:fs"

/** What stands for bytes that are no UTF-8 in an argument, as the runtime hands it on. */
const replacement = "\uFFFD"

/**
 * The bytes of `word`, the last argument of this process, as they were given. The runtime reads arguments as UTF-8; what
 * is none only Linux still tells.
 */
export const lastArgument = (word: string): Uint8Array => {
  if (!word.includes(replacement) || process.platform !== "linux") return Buffer.from(word)
  const given = readFileSync("/proc/self/cmdline")
  const end = given.length - 1
  return given.subarray(given.lastIndexOf(0, end - 1) + 1, end)
}
