import { readFileSync } from "node:fs"

/** What the runtime puts in place of bytes in an argument that are not UTF-8. */
const replacement = "\uFFFD"

/**
 * The bytes of `word`, the last argument of this process, as they were given. The runtime reads arguments as UTF-8; where
 * they are not, only Linux still tells the bytes.
 */
export const lastArgument = (word: string): Uint8Array => {
  if (!word.includes(replacement) || process.platform !== "linux") return Buffer.from(word)
  const given = readFileSync("/proc/self/cmdline")
  const end = given.length - 1
  return given.subarray(given.lastIndexOf(0, end - 1) + 1, end)
}
