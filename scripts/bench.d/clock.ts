/** Milliseconds since the epoch, as exact as the system's clock: they are compared with the times that agents write down. */
export const nowMillis = (): number => Number(Temporal.Now.instant().epochNanoseconds) / 1e6

/** Something awaited did not happen, or a program failed that a benchmark needs: there are no figures. */
export class BenchmarkFailed extends Error {}

const pauseMillis = { least: 1, most: 50 }

/**
 * Waits until `look` gives something, and gives that. The pauses are a hundredth of the time that has passed, so the moment
 * is right to a hundredth of the wait or to a millisecond.
 */
export const awaited = async <A>(what: string, look: () => A | undefined, limitSeconds = 60): Promise<A> => {
  const began = performance.now()
  while (true) {
    const found = look()
    if (found !== undefined) return found
    const waited = performance.now() - began
    if (waited > limitSeconds * 1000) throw new BenchmarkFailed(`not so after ${limitSeconds} s: ${what}`)
    await Bun.sleep(Math.min(Math.max(waited / 100, pauseMillis.least), pauseMillis.most))
  }
}
