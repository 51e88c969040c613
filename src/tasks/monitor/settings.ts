import * as Data from "effect/Data"
import * as Either from "effect/Either"

import { InvalidSetting } from "../../configurationErrors.ts"

/** How a monitor watches, in whole seconds, resumes and checks. (docs/protocol.md, Monitor, Settings) */
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

/** What a monitor makes of what it sees, where the shell scripts and `outlive run` differ. */
export interface Policy {
  /** A session that is gone ends the watch, or is one more thing to bring back. */
  readonly lostSession: "stop" | "bring back"
  /** A signal to the monitor means that the task is given up, or that only this monitor goes. */
  readonly interruption: "abandon" | "leave"
  /** Resumes wait for each other, longer each time. */
  readonly spacesResumes: boolean
  /** It is the monitor that tells of every end, and only once all is put away. */
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

/** A parameter of `monitor` that is missing or cannot be. */
export class InvalidArgument extends Data.TaggedError("InvalidArgument")<{
  readonly argument: "count" | "SESSION" | "TASK_DIRECTORY"
  readonly given: string
}> {}

/** Reads the settings of the shell scripts from environment variables; one that is unset or empty has its default. */
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

/** A number of seconds or of times that is never reached; larger ones are no longer exact, and mean the same. */
const never = 999_999_999_999_999
