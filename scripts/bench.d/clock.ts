/** Milliseconds since the epoch with all that the system's clock resolves: what agents write down is compared with it. */
export const nowMillis = (): number => Number(Temporal.Now.instant().epochNanoseconds) / 1e6

/** What was awaited did not happen, or a program did not do what a benchmark needs of it: there are no figures. */
export class BenchmarkFailed extends Error {}

const pauseMillis = { least: 1, most: 50 }

/**
 * Waits until `look` gives something, and gives that. It looks after every hundredth of the time that has passed, so
 * the moment is right to a hundredth of the wait or to a millisecond.
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
