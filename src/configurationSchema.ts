import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

import type { Configuration } from "./configuration.ts"

const ConfigurationSchema = Schema.Struct({
  models: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { default: () => ({}) }),
  notify: Schema.optionalWith(Schema.UndefinedOr(Schema.Array(Schema.String)), { default: () => undefined }),
})

/** Reads a configuration file's text; fails with what is wrong and where. Keys that nobody knows are wrong. */
export const decodeConfiguration = (text: string): Effect.Effect<Configuration, string> =>
  Schema.decodeUnknown(Schema.parseJson(ConfigurationSchema), { onExcessProperty: "error" })(text).pipe(
    Effect.mapError((error) => {
      const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
      return [issue?.path.join("."), issue?.message].filter(Boolean).join(": ")
    }),
  )
