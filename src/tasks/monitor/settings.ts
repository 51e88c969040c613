import * as Data from "effect/Data"
import * as Either from "effect/Either"

import { InvalidSetting } from "../../configurationErrors.ts"

/** A monitor's settings, in whole seconds, resumes and checks. (docs/protocol.md, Monitor, Settings) */
export interface Settings {
  readonly baseIntervalSeconds: number
  readonly maxIntervalSeconds: number
  readonly deadlineSeconds: number
  readonly gracePeriodSeconds: number
  readonly maxResumes: number
  readonly dispatchWaitSeconds: number
  readonly waitingChecks: number
  /** An agent that has given no sign of life for this many base intervals may hang. */
  readonly staleIntervals: number
  readonly policy: Policy
}

/** How a monitor acts where the shell scripts and `outlive run` differ. */
export interface Policy {
  /** Whether the loss of the session ends the watch, or the session is brought back. */
  readonly lostSession: "stop" | "bring back"
  /** Whether a signal to the monitor gives the task up, or ends only this monitor. */
  readonly interruption: "abandon" | "leave"
  /** Resumes wait for each other, longer each time. */
  readonly spacesResumes: boolean
  /** The monitor tells of every end, after everything is put away. */
  readonly tellsEnds: boolean
}

/** The policy of the shell scripts. */
export const scriptPolicy: Policy = {
  lostSession: "stop",
  interruption: "abandon",
  spacesResumes: false,
  tellsEnds: false,
}

/** The policy of `outlive run`. */
export const managedPolicy: Policy = {
  lostSession: "bring back",
  interruption: "leave",
  spacesResumes: true,
  tellsEnds: true,
}

/** A parameter of `monitor` that is missing or invalid. */
export class InvalidArgument extends Data.TaggedError("InvalidArgument")<{
  readonly argument: "count" | "SESSION" | "TASK_DIRECTORY"
  readonly given: string
}> {}

/** Reads the settings of the shell scripts from environment variables; an unset or empty one means the default. */
export const settingsFrom = (
  environment: Readonly<Record<string, string | undefined>>,
): Either.Either<Settings, InvalidSetting> => {
  const read = (variable: string, otherwise: number): Either.Either<number, InvalidSetting> => {
    const given = environment[variable] ?? ""
    if (given === "") return Either.right(otherwise)
    return /^[0-9]+$/.test(given)
      ? Either.right(Math.min(Number(given), never))
      : Either.left(new InvalidSetting({ variable, given }))
  }
  return Either.all({
    baseIntervalSeconds: read("MONITOR_BASE_INTERVAL", 30),
    maxIntervalSeconds: read("MONITOR_MAX_INTERVAL", 300),
    deadlineSeconds: read("MONITOR_DEADLINE", 5 * 60 * 60),
    gracePeriodSeconds: read("MONITOR_GRACE_PERIOD", 30),
    maxResumes: read("MONITOR_MAX_RETRIES", 10),
    dispatchWaitSeconds: read("MONITOR_DISPATCH_WAIT", 10),
    waitingChecks: read("MONITOR_WAITING_POLLS", 2),
    staleIntervals: Either.right(defaultStaleIntervals),
    policy: Either.right(scriptPolicy),
  })
}

/** As in the scripts. */
const defaultStaleIntervals = 3

/** A number that is never reached, in seconds or times. Larger ones are not exact, and mean the same. */
const never = 999_999_999_999_999
