/* What has to be done with the words of a command before the scanner of flags reads them. */

/** A value that is empty, or has line breaks, the scanner takes only as a word of its own. */
export const withSeparateValues = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = endOfFlags(words)
  const flags = words.slice(0, end)
  const split = flags.flatMap((flag) => {
    const [, name, value = ""] = /^(--[a-z-]+)=([^]*)$/.exec(flag) ?? []
    return name !== undefined && (value === "" || value.includes("\n")) ? [name, value] : [flag]
  })
  return [...split, ...words.slice(end)]
}

/** A letter and its number may be one word, as in `tail -n3`. */
export const withShortValues = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = endOfFlags(words)
  const split = words.slice(0, end).flatMap((word, index) => {
    const [, flag, value] = /^(-[a-z])(\d+)$/i.exec(word) ?? []
    return flag === undefined || value === undefined || mayBeValue(words, index) ? [word] : [flag, value]
  })
  return [...split, ...words.slice(end)]
}

/** What begins as a flag, and the scanner would take for a word: numbers, and single letters after two dashes. */
export const strayFlag = (words: ReadonlyArray<string>): string | undefined =>
  words
    .slice(0, endOfFlags(words))
    .find(
      (word, index) => /^(?:-[^a-z-].*|-[a-z]+[^a-z].*|--[^a-z].*|--[a-z])$/is.test(word) && !mayBeValue(words, index),
    )

/** Whether the word before is a flag that may take this one as its value. */
const mayBeValue = (words: ReadonlyArray<string>, index: number): boolean =>
  /^(?:--[a-z][a-z-]*|-[a-z])$/i.test(words[index - 1] ?? "")

/** Where the flags of a command end, and words follow that are taken as they are. */
export const endOfFlags = (words: ReadonlyArray<string>): number => {
  const separator = words.indexOf("--")
  return separator === -1 ? words.length : separator
}
