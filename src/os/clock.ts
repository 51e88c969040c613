/*
 * The clocks for code without effects. Effects use Effect's `Clock`, whose `currentTimeNanos` is the steady one.
 * docs/architecture.md, "Two clocks", says which of the two is for what.
 */

/** Milliseconds since the epoch by the wall clock, which dates files and is shown to users. It can be set. */
export const wallMillis = (): number => Date.now()

/** Milliseconds by a clock that cannot jump, for spans only: its zero means nothing. It stands while the machine sleeps. */
export const steadyMillis = (): number => performance.now()
