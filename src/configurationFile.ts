import * as Effect from "effect/Effect"

import type { Configuration } from "./configuration.schema.ts"
import { readConfiguration } from "./configuration.ts"
import { ConfigurationInvalid } from "./configurationErrors.ts"
import { configurationPath } from "./home.ts"

/** What the user has configured; the defaults where there is no file. */
export const loadConfiguration: Effect.Effect<Configuration, ConfigurationInvalid> = Effect.suspend(() => {
  const read = readConfiguration()
  return read._tag === "Configuration"
    ? Effect.succeed(read.configuration)
    : Effect.fail(new ConfigurationInvalid({ path: configurationPath(), reason: read.reason }))
})
