/**
 * The first word, if not all words stand after `--`: it is a misspelt flag, or belongs elsewhere. `undefined` where all
 * words are the program's.
 */
export const misplacedWord = (words: ReadonlyArray<string>): string | undefined =>
  words.length > programWords() ? words[0] : undefined

/** Whether all words stand after `--`, so that the name before it is missing. */
export const lacksName = (words: ReadonlyArray<string>): boolean => words.length <= programWords()

/** How many words stand after `--`. */
const programWords = (): number => {
  const separator = process.argv.indexOf("--")
  return separator === -1 ? 0 : process.argv.length - separator - 1
}
