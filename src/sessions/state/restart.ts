/** After which ends a program is started again. */
export const restartPolicies = ["no", "on-failure", "always"] as const

export type RestartPolicy = (typeof restartPolicies)[number]

/** When a program is started again. */
export interface RestartSettings {
  readonly policy: RestartPolicy
  /** Restarts in a row before it is given up; `undefined` is as many as it takes. */
  readonly most: number | undefined
}

/** How a program ended: exactly one of the two. */
export type Exit =
  { readonly _tag: "Exited"; readonly code: number } | { readonly _tag: "Killed"; readonly signal: string }

/** What follows an end. */
export type Sequel =
  /** `restarts` counts this one too. */
  | { readonly _tag: "Restart"; readonly afterSeconds: number; readonly restarts: number }
  /** It was to be started again, and was too often. */
  | { readonly _tag: "GiveUp" }
  | { readonly _tag: "Rest" }

/** The wait before the first restart, in seconds; it doubles with each in a row. */
const firstWaitSeconds = 1

const longestWaitSeconds = 60

/** A program that ran for so long is well: its next end is the first in a row. */
const wellAfterSeconds = 60

/** What is done after the end of a program that ran for `ranSeconds` and had been restarted so often in a row. */
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
