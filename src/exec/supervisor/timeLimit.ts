/** The longest time that a timer takes. */
const longestTimerMillis = 2 ** 31 - 1

/** Calls `over` once at `until`, in milliseconds since the epoch; gives what stops that. */
export const callAt = (until: number, over: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    const left = Math.max(until - Date.now(), 0)
    timer = left > longestTimerMillis ? setTimeout(wait, longestTimerMillis) : setTimeout(over, left)
  }
  wait()
  return () => clearTimeout(timer)
}
