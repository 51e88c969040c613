import { summarize, type Summary } from "./measurement.ts"

/** Takes a sample; `number` counts them from 0, and is -1 for the warm-up. */
type Take = (number: number) => number | Promise<number>

/**
 * Takes samples of two sides in turn, so that other load on the machine meets both. Each side warms up once; the one that
 * goes first in a pair goes second in the next.
 */
export const samplePairs = async (
  pairs: number,
  other: Take,
  outlive: Take,
): Promise<{ readonly other: Summary; readonly outlive: Summary }> => {
  await other(-1)
  await outlive(-1)
  const samples = { other: new Array<number>(), outlive: new Array<number>() }
  for (let pair = 0; pair < pairs; pair++) {
    const takeOther = async () => samples.other.push(await other(pair))
    const takeOutlive = async () => samples.outlive.push(await outlive(pair))
    for (const take of pair % 2 === 0 ? [takeOther, takeOutlive] : [takeOutlive, takeOther]) await take()
  }
  return { other: summarize(samples.other), outlive: summarize(samples.outlive) }
}
