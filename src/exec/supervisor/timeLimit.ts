import { steadyMillis, wallMillis } from "../../os/clock.ts"

/** The longest time that a timer takes. */
const longestTimerMillis = 2 ** 31 - 1

/** Calls `over` once at `until`, in milliseconds since the epoch, by the clock of now; gives what stops that. */
export const callAt = (until: number, over: () => void): (() => void) => {
  const steadyUntil = steadyMillis() + (until - wallMillis())
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    const left = Math.max(steadyUntil - steadyMillis(), 0)
    timer = left > longestTimerMillis ? setTimeout(wait, longestTimerMillis) : setTimeout(over, Math.ceil(left))
  }
  wait()
  return () => clearTimeout(timer)
}
