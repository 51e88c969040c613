import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

import { type Configuration, defaults } from "./configuration.ts"

const positive = Schema.Number.pipe(Schema.positive())

const ExecSchema = Schema.Struct({
  backgroundMs: Schema.optional(Schema.NonNegative),
  timeoutSec: Schema.optional(Schema.NonNegative),
  maxOutputChars: Schema.optional(positive),
  maxLogBytes: Schema.optional(positive),
  cleanupMs: Schema.optional(Schema.NonNegative),
  allowBackground: Schema.optional(Schema.Boolean),
  notifyOnExit: Schema.optional(Schema.Boolean),
  notifyOnExitEmptySuccess: Schema.optional(Schema.Boolean),
  notifyCommand: Schema.optional(
    Schema.Union(Schema.Array(Schema.String).pipe(Schema.minItems(1)), Schema.NonEmptyString),
  ),
  sandbox: Schema.optional(Schema.Array(Schema.String)),
})

const ToolsSchema = Schema.Struct({
  exec: Schema.optionalWith(ExecSchema, { default: () => ({}) }),
  elevated: Schema.optionalWith(Schema.Struct({ enabled: Schema.Boolean }), {
    default: () => defaults.tools.elevated,
  }),
})

const ConfigurationSchema = Schema.Struct({
  models: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { default: () => ({}) }),
  notify: Schema.optionalWith(Schema.UndefinedOr(Schema.Array(Schema.String)), { default: () => undefined }),
  tools: Schema.optionalWith(ToolsSchema, { default: () => defaults.tools }),
})

/** Reads a configuration file's text; fails with what is wrong and where. Keys that nobody knows are wrong. */
export const decodeConfiguration = (text: string): Effect.Effect<Configuration, string> =>
  Schema.decodeUnknown(Schema.parseJson(ConfigurationSchema), { onExcessProperty: "error" })(text).pipe(
    Effect.mapError((error) => {
      const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
      return [issue?.path.join("."), issue?.message].filter(Boolean).join(": ")
    }),
  )
