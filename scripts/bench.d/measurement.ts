/** A unit that values are kept in. Times are always kept in milliseconds. */
export type Unit = "ms" | "MB" | "programs"

/** The statistics of one side's samples. */
export interface Summary {
  readonly median: number
  /** A quarter of the samples lies below this, and three quarters below `upperQuartile`. */
  readonly lowerQuartile: number
  readonly upperQuartile: number
  readonly samples: ReadonlyArray<number>
}

/** A quantity that was measured on both sides in the same run. */
export interface Comparison {
  /** A word or three, at most 14 characters. */
  readonly quantity: string
  readonly unit: Unit
  readonly against: "script" | "recipe" | "perl" | "empty"
  readonly other: Summary
  readonly outlive: Summary
  /** The aim for the ratio of the medians, where there is one. */
  readonly ratioAtMost?: number
  /** The aim for the binary's own median, where there is one. */
  readonly outliveAtMost?: number | undefined
}

/** A quantity that cannot be measured here, and why. */
export interface Unavailable {
  readonly quantity: string
  readonly reason: string
}

export type Measurement = Comparison | Unavailable

/** A goal, the figure that it is about, and whether the figure meets it. */
export interface Aim {
  readonly of: "ratio" | "outlive median"
  readonly atMost: number
  readonly met: boolean
}

/** The median and the quartiles of at least one sample; between two samples, interpolated. */
export const summarize = (samples: ReadonlyArray<number>): Summary => {
  const sorted = samples.toSorted((a, b) => a - b)
  const quantile = (fraction: number): number => {
    const position = fraction * (sorted.length - 1)
    const below = sorted[Math.floor(position)] ?? Number.NaN
    const above = sorted[Math.ceil(position)] ?? Number.NaN
    return below + (above - below) * (position - Math.floor(position))
  }
  return { median: quantile(0.5), lowerQuartile: quantile(0.25), upperQuartile: quantile(0.75), samples }
}

/** The binary's median divided by the other side's. */
export const ratioOf = ({ outlive, other }: Comparison): number => outlive.median / other.median

export const aimsOf = (comparison: Comparison): ReadonlyArray<Aim> => {
  const aim = (of: Aim["of"], figure: number, atMost: number | undefined): ReadonlyArray<Aim> =>
    atMost === undefined ? [] : [{ of, atMost, met: figure <= atMost }]
  return [
    ...aim("ratio", ratioOf(comparison), comparison.ratioAtMost),
    ...aim("outlive median", comparison.outlive.median, comparison.outliveAtMost),
  ]
}
