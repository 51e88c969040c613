/** Lines of a log that were asked for. */
export interface LogWindow {
  /** Of the first one, counted from 0. */
  readonly first: number
  /** Of the one after the last. */
  readonly end: number
  /** Nothing was asked for, and there are more. */
  readonly isTail: boolean
}

/** As many lines are shown where nothing is asked for. */
export const tailLines = 200

/**
 * Which of `total` lines are meant: without `offset` and `limit` the last 200; with `offset` alone those from there to the
 * end; with `limit` alone the last so many; with both, so many from there. Fractions are cut off; what is below 0 is 0.
 */
export const logWindow = (total: number, offset: number | undefined, limit: number | undefined): LogWindow => {
  const from = asCount(offset)
  const most = asCount(limit)
  const wanted = most ?? (from === undefined ? tailLines : Number.POSITIVE_INFINITY)
  const first = Math.min(from ?? Math.max(total - wanted, 0), total)
  return {
    first,
    end: Math.min(first + wanted, total),
    isTail: from === undefined && most === undefined && total > tailLines,
  }
}

const asCount = (given: number | undefined): number | undefined =>
  given === undefined || !Number.isFinite(given) ? undefined : Math.max(Math.floor(given), 0)
