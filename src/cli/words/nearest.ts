import { closest, distance } from "fastest-levenshtein"

/** A word that differs in more letters than this, or in more than half of its letters, was hardly meant. */
const mostDifferences = 3

/** The word that was probably meant; `undefined` where none is like it. */
export const nearest = (given: string, words: ReadonlyArray<string>): string | undefined => {
  if (words.length === 0) return undefined
  const word = closest(given, words)
  return distance(given, word) <= Math.min(mostDifferences, Math.ceil(word.length / 2)) ? word : undefined
}

/** The words that exist, and before them the one that was probably meant. */
export const suggestion = (given: string, words: ReadonlyArray<string>): string => {
  const word = nearest(given, words)
  return `${word === undefined ? "" : `did you mean ${word}? `}there ${words.length === 1 ? "is" : "are"} ${words.join(", ")}`
}
