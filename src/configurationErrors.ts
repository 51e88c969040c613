import { TaggedError } from "./taggedError.ts"

/** The configuration file cannot be used. */
export class ConfigurationInvalid extends TaggedError("ConfigurationInvalid")<{
  readonly path: string
  readonly reason: string
}> {}

/** An environment variable for a setting holds something other than a whole number. */
export class InvalidSetting extends TaggedError("InvalidSetting")<{
  readonly variable: string
  readonly given: string
}> {}
