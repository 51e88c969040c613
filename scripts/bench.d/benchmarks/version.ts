import type { Measurement } from "../measurement.ts"
import { samplePairs } from "../pairs.ts"
import { emptyBinary, runMillis } from "../starting.ts"
import { outlive } from "../workplace.ts"

const pairs = 50

/** The start of the command that does least, against a binary that does nothing. */
export const version = async (): Promise<ReadonlyArray<Measurement>> => {
  const empty = emptyBinary()
  const samples = await samplePairs(
    pairs,
    () => runMillis([empty]),
    () => runMillis([outlive, "--version"]),
  )
  return [{ quantity: "--version", unit: "ms", against: "empty", ...samples, ratioAtMost: 1.5 }]
}
