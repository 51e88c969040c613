import {
  AliasNotFoundError,
  ArgumentParseError,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core"

import { quote } from "../../words.ts"

/**
 * What is wrong with the words of a command, as all other errors are told: what was given, and what is wrong with it.
 *
 * stricli's own way to word its errors knows them by the names of their classes, which are others in the binary.
 */
export const describeUsageError = (error: unknown): string => {
  if (error instanceof ArgumentParseError) {
    const { exception, externalFlagNameOrPlaceholder, input } = error
    const name = nameOf(externalFlagNameOrPlaceholder)
    // stricli reads no value but `true` and `false` for a flag that takes none.
    if (exception instanceof SyntaxError) return takesNoValue(name, input)
    return `${name} ${quote(input)} is not valid: ${messageOf(exception)}`
  }
  if (error instanceof EnumValidationError) {
    return `${flag(error.externalFlagName)} ${quote(error.input)} is not valid: write ${alternatives(error.values)}`
  }
  if (error instanceof FlagNotFoundError) {
    const { corrections, input } = error
    const hint = corrections.length === 0 ? "" : `, did you mean ${alternatives(corrections.map(flag))}?`
    return `there is no flag ${flag(input)}${hint}`
  }
  if (error instanceof AliasNotFoundError) return `there is no flag -${error.input}`
  if (error instanceof UnsatisfiedFlagError) return `${flag(error.externalFlagName)} is missing, or has no value`
  if (error instanceof UnexpectedFlagError) return `${flag(error.externalFlagName)} is given twice`
  if (error instanceof InvalidNegatedFlagSyntaxError) return takesNoValue(flag(error.externalFlagName), error.valueText)
  if (error instanceof UnexpectedPositionalError) return `${quote(error.input)} is a word too many`
  if (error instanceof UnsatisfiedPositionalError) return `${error.placeholder} is missing`
  return messageOf(error)
}

const takesNoValue = (name: string, given: string): string => `${name} takes no value, and has ${quote(given)}`

/** Placeholders of words are in capitals, names of flags never. */
const nameOf = (name: string): string => (/^[A-Z]/.test(name) ? name : flag(name))

/** As the help has it: with dashes, which stricli sometimes leaves out. */
const flag = (name: string): string =>
  `--${name.replace(/^--/, "").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const alternatives = (words: ReadonlyArray<string>): string =>
  [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((word) => word !== "").join(" or ")
