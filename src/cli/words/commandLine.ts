/* Prepares the words of a command for the scanner of flags. */

/** Splits `--flag=` and `--flag=VALUE` with line breaks: the scanner takes such a value only as a word of its own. */
export const withSeparateValues = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = endOfFlags(words)
  const flags = words.slice(0, end)
  const split = flags.flatMap((flag) => {
    const [, name, value = ""] = /^(--[a-z-]+)=([^]*)$/.exec(flag) ?? []
    return name !== undefined && (value === "" || value.includes("\n")) ? [name, value] : [flag]
  })
  return [...split, ...words.slice(end)]
}

/** Splits a letter and its number, which may be one word, as in `tail -n3`. */
export const withShortValues = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = endOfFlags(words)
  const split = words.slice(0, end).flatMap((word, index) => {
    const [, flag, value] = /^(-[a-z])(\d+)$/i.exec(word) ?? []
    return flag === undefined || value === undefined || mayBeValue(words, index) ? [word] : [flag, value]
  })
  return [...split, ...words.slice(end)]
}

/** The first word that looks like a flag but that the scanner would take for a word: `-1`, or `--x` with one letter. */
export const strayFlag = (words: ReadonlyArray<string>): string | undefined =>
  words
    .slice(0, endOfFlags(words))
    .find(
      (word, index) => /^(?:-[^a-z-].*|-[a-z]+[^a-z].*|--[^a-z].*|--[a-z])$/is.test(word) && !mayBeValue(words, index),
    )

/** Whether the word before is a flag that may take this one as its value. */
const mayBeValue = (words: ReadonlyArray<string>, index: number): boolean =>
  /^(?:--[a-z][a-z-]*|-[a-z])$/i.test(words[index - 1] ?? "")

/** Where the flags of a command end; the words that follow are taken as they are. */
export const endOfFlags = (words: ReadonlyArray<string>): number => {
  const separator = words.indexOf("--")
  return separator === -1 ? words.length : separator
}
