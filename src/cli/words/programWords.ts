/**
 * The first of a command's words, where not all of them stand after `--`: before it they are a flag misspelt, or words that
 * belong elsewhere. `undefined` where all are a program's.
 */
export const misplacedWord = (words: ReadonlyArray<string>): string | undefined =>
  words.length > programWords() ? words[0] : undefined

/** Whether all of a command's words, the name that it takes first among them, stand after `--`: so there is no name. */
export const lacksName = (words: ReadonlyArray<string>): boolean => words.length <= programWords()

/** How many words stand after `--`. */
const programWords = (): number => {
  const separator = process.argv.indexOf("--")
  return separator === -1 ? 0 : process.argv.length - separator - 1
}
