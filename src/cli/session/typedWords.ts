/** The commands that take every word after the session's name as text or keys, also one that looks like a flag. */
const typing = new Set(["send", "type", "keys"])

/** The words with `--` before the text or keys: flags come before the session's name. */
export const withTextAsItIs = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (words[0] !== "session" || !typing.has(words[1] ?? "")) return words
  let name = 2
  while (words[name]?.startsWith("-") === true) name += words[name] === "--socket" ? 2 : 1
  const isSeparated = words[name + 1] === "--" && words.length > name + 2
  return name >= words.length || words.slice(2, name).includes("--") || isSeparated
    ? words
    : [...words.slice(0, name + 1), "--", ...words.slice(name + 1)]
}
