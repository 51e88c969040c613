/*
 * What code without effects asks for the time; effects ask Effect's `Clock`, whose `currentTimeNanos` is the steady one.
 * Which of the two clocks is for what: docs/architecture.md, "Two clocks".
 */

/** Milliseconds since the epoch by the wall clock, by which files are dated and which people read. It can be set. */
export const wallMillis = (): number => Date.now()

/** Milliseconds by a clock that cannot jump, since some moment: only spans mean something. It stands while the machine sleeps. */
export const steadyMillis = (): number => performance.now()
