import { openStandardInput } from "../../os/terminal/standardStreams.ts"

/** The command's input, for what this process has on its own stdin. */
export interface Input {
  /** Gives what went wrong, and is asked no more then. */
  readonly write: (chunk: Uint8Array) => Promise<string | undefined>
  readonly end: () => void
}

/** Hands the stdin of this process on, with its end, until the function that it gives is called. */
export const handInputOn = (input: Input): (() => Promise<void>) => {
  const reader = openStandardInput()
  let isWanted = true
  const handOn = async () => {
    for (;;) {
      const chunk = await reader.read()
      if (!isWanted) return
      if (chunk === undefined) return input.end()
      if ((await input.write(chunk)) !== undefined) return
    }
  }
  void handOn()
  return async () => {
    isWanted = false
    await reader.cancel()
  }
}
