/**
 * The first of a command's words, where not all of them stand after `--`: before it they are a flag misspelt, or words that
 * belong elsewhere. `undefined` where all are a program's.
 */
export const misplacedWord = (words: ReadonlyArray<string>): string | undefined => {
  const separator = process.argv.indexOf("--")
  const programWords = separator === -1 ? 0 : process.argv.length - separator - 1
  return words.length > programWords ? words[0] : undefined
}
