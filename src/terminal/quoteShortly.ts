/** The longest quote of a given value, in characters. */
const longestQuote = 80

/** The value as JSON: printable, on one line, and cut where it is long. */
export const quoteShortly = (value: unknown): string => {
  const text = JSON.stringify(visiblePart(value, longestQuote)) ?? "nothing"
  return text.length <= longestQuote ? text : `${text.slice(0, longestQuote)}…`
}

/**
 * The value without what is nested or listed too far to be seen in a quote: each level and each member is a character at
 * least. To write a value that is nested 50,000 deep takes the runtime seconds, in which nothing else is answered.
 */
const visiblePart = (value: unknown, levels: number): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (levels === 0) return null
  if (Array.isArray(value)) return value.slice(0, longestQuote).map((each) => visiblePart(each, levels - 1))
  const entries = Object.entries(value).slice(0, longestQuote)
  return Object.fromEntries(entries.map(([key, each]) => [key, visiblePart(each, levels - 1)]))
}
