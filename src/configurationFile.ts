import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

import type { Configuration } from "./configuration.schema.ts"
import { readConfiguration } from "./configuration.ts"
import { configurationPath } from "./home.ts"

/** The configuration file cannot be used. */
export class ConfigurationInvalid extends Data.TaggedError("ConfigurationInvalid")<{
  readonly path: string
  readonly reason: string
}> {}

/** What the user has configured; the defaults where there is no file. */
export const loadConfiguration: Effect.Effect<Configuration, ConfigurationInvalid> = Effect.suspend(() => {
  const read = readConfiguration()
  return read._tag === "Configuration"
    ? Effect.succeed(read.configuration)
    : Effect.fail(new ConfigurationInvalid({ path: configurationPath(), reason: read.reason }))
})
