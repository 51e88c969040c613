import { TaggedError } from "./taggedError.ts"

/** The configuration file cannot be used. */
export class ConfigurationInvalid extends TaggedError("ConfigurationInvalid")<{
  readonly path: string
  readonly reason: string
}> {}

/** A variable of the environment that is a setting is set to something else than a whole number. */
export class InvalidSetting extends TaggedError("InvalidSetting")<{
  readonly variable: string
  readonly given: string
}> {}
