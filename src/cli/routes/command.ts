import type { ApplicationContext } from "@stricli/core"

/** A command is a function that gives its exit code, and is loaded when it is called. */
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
