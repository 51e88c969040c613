/** The ends after which a program is started again. */
export const restartPolicies = ["no", "on-failure", "always"] as const

export type RestartPolicy = (typeof restartPolicies)[number]

/** When a program is started again. */
export interface RestartSettings {
  readonly policy: RestartPolicy
  /** Restarts in a row before it is given up; `undefined` is no limit. */
  readonly most: number | undefined
}

/** How a program ended: exactly one of the two. */
export type Exit =
  { readonly _tag: "Exited"; readonly code: number } | { readonly _tag: "Killed"; readonly signal: string }

/** What follows the end of a program. */
export type Sequel =
  /** `restarts` counts this one too. */
  | { readonly _tag: "Restart"; readonly afterSeconds: number; readonly restarts: number }
  /** It was started again too often. */
  | { readonly _tag: "GiveUp" }
  | { readonly _tag: "Rest" }

/** The wait before the first restart, in seconds; it doubles with each further one in a row. */
const firstWaitSeconds = 1

const longestWaitSeconds = 60

/** After a run this long, the next restart counts as the first in a row. */
const wellAfterSeconds = 60

/** What to do after a run of `ranSeconds`, which came after so many `restarts` in a row. */
export const sequelOf = (
  { most, policy }: RestartSettings,
  restarts: number,
  exit: Exit,
  ranSeconds: number,
): Sequel => {
  const isFailure = exit._tag === "Killed" || exit.code !== 0
  if (policy === "no" || (policy === "on-failure" && !isFailure)) return { _tag: "Rest" }
  const inARow = ranSeconds >= wellAfterSeconds ? 0 : restarts
  if (most !== undefined && inARow >= most) return { _tag: "GiveUp" }
  const afterSeconds = Math.min(firstWaitSeconds * 2 ** inARow, longestWaitSeconds)
  return { _tag: "Restart", afterSeconds, restarts: inARow + 1 }
}
