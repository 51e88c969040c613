import { existsSync, readFileSync } from "node:fs"

import * as Effect from "effect/Effect"

import { type Configuration, ConfigurationInvalid, defaults } from "./configuration.ts"
import { configurationPath } from "./home.ts"
import { errorCodeOf } from "./os/files/errorCode.ts"

/**
 * The configuration file's content; the defaults where there is none.
 *
 * What checks a file is loaded only where there is one: it costs a wrapper 10 ms at its start.
 */
export const loadConfiguration: Effect.Effect<Configuration, ConfigurationInvalid> = Effect.gen(function* () {
  const path = configurationPath()
  if (!existsSync(path)) return defaults
  const text = yield* Effect.try({
    try: () => readFileSync(path, "utf8"),
    catch: (error) => new ConfigurationInvalid({ path, reason: `it cannot be read: ${errorCodeOf(error)}` }),
  })
  const { decodeConfiguration } = yield* Effect.promise(() => import("./configurationSchema.ts"))
  return yield* Effect.mapError(decodeConfiguration(text), (reason) => new ConfigurationInvalid({ path, reason }))
})
