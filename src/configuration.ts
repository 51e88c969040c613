import { existsSync, readFileSync } from "node:fs"

import type { Configuration } from "./configuration.schema.ts"
import { isConfiguration } from "./configuration.validators.ts"
import { configurationPath } from "./home.ts"
import { errorCodeOf } from "./os/files/errorCode.ts"
import { quoteShortly } from "./terminal/quoteShortly.ts"
import { type Problem, problemIn } from "./validation.ts"

/** The result of reading a configuration file. */
export type Decoded =
  | { readonly _tag: "Configuration"; readonly configuration: Configuration }
  /** `reason` is one line: what is wrong, and where. */
  | { readonly _tag: "Invalid"; readonly reason: string }

/** What the user has configured; the defaults where there is no file. */
export const readConfiguration = (): Decoded => {
  const path = configurationPath()
  if (!existsSync(path)) return decodeConfiguration("{}")
  try {
    return decodeConfiguration(readFileSync(path, "utf8"))
  } catch (error) {
    return { _tag: "Invalid", reason: `it cannot be read: ${errorCodeOf(error)}` }
  }
}

/** The configuration in a file's text. An unknown key is an error. */
export const decodeConfiguration = (text: string): Decoded => {
  const value = parse(text)
  if (value instanceof SyntaxError) return { _tag: "Invalid", reason: value.message }
  return isConfiguration(value)
    ? { _tag: "Configuration", configuration: value }
    : { _tag: "Invalid", reason: describe(problemIn(isConfiguration)) }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return error
    throw error
  }
}

const describe = (problem: Problem): string => {
  const where = problem.path === "" ? "" : `${problem.path}: `
  switch (problem._tag) {
    case "UnknownField":
      return `${where}there is no such key; there are ${problem.known.join(", ")}`
    case "MissingField":
      return `${where}it is missing`
    case "WrongValue":
      return `${where}expected ${problem.expected}, and it is ${quoteShortly(problem.actual)}`
  }
}
