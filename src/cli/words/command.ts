import type { ApplicationContext } from "@stricli/core"

import { durationForms, parseDuration } from "./duration.ts"

/** A command: a function that gives its exit code, loaded when it is called. */
export const command =
  <Flags extends {}, Words extends ReadonlyArray<string | undefined>>(
    load: () => Promise<(flags: Flags, ...words: Words) => Promise<number>>,
  ) =>
  async () => {
    const call = await load()
    return async function (this: ApplicationContext, flags: Flags, ...words: Words): Promise<void> {
      this.process.exitCode = await call(flags, ...words)
    }
  }

/** A word of a command. */
export const word = (placeholder: string, brief: string) => ({ placeholder, brief, parse: String })

/** A flag that is there or not. */
export const toggle = (brief: string) => ({ kind: "boolean", brief, default: false, withNegated: false }) as const

/** A flag with a value, which may be left out. */
export const option = <Value>(brief: string, placeholder: string, parse: (text: string) => Value) =>
  ({ kind: "parsed", brief, placeholder, parse, optional: true }) as const

/** The flag of every command whose answer a program may read; `documents` are its schemas in docs/schemas. */
export const json = (...documents: readonly [string, ...Array<string>]) =>
  toggle(`Print one JSON document (docs/schemas: ${documents.join(", ")})`)

/** A flag that may be given several times, each with a variable. */
export const variables = (brief: string) =>
  ({ kind: "parsed", brief, placeholder: "K=V", parse: String, variadic: true, optional: true }) as const

/** A flag with a duration, in seconds. */
export const duration = (brief: string) => option(brief, "DURATION", readDuration)

const readDuration = (text: string): number => {
  const seconds = parseDuration(text)
  if (seconds === undefined) throw new Error(`write a duration as ${durationForms}`)
  return seconds
}

/** Reads a duration that is more than 0. */
export const readSpan = (text: string): number => {
  const seconds = readDuration(text)
  if (seconds === 0) throw new Error("write more than 0")
  return seconds
}

/** The largest whole number that may be given: this program and tmux both have room for it. */
const largestNumber = 999_999_999

/** Reads a whole number. */
export const readNumber = (text: string): number => {
  if (!/^[0-9]+$/.test(text)) throw new Error("write a whole number")
  if (Number(text) > largestNumber) throw new Error(`write at most ${largestNumber}`)
  return Number(text)
}

/** Reads a number, which may have a fraction or be below 0. */
export const readAnyNumber = (text: string): number => {
  if (!/^-?[0-9]{1,15}(?:\.[0-9]+)?$/.test(text)) throw new Error("write a number")
  return Number(text)
}
