import * as Schema from "effect/Schema"

const positive = Schema.Number.pipe(Schema.positive())

/** What a user may set for `outlive exec` and `outlive process`; docs/exec.md has the table. */
const ExecConfiguration = Schema.Struct({
  backgroundMs: Schema.optional(Schema.NonNegative),
  timeoutSec: Schema.optional(Schema.NonNegative),
  maxOutputChars: Schema.optional(positive),
  maxLogBytes: Schema.optional(positive),
  cleanupMs: Schema.optional(Schema.NonNegative),
  allowBackground: Schema.optional(Schema.Boolean),
  notifyOnExit: Schema.optional(Schema.Boolean),
  notifyOnExitEmptySuccess: Schema.optional(Schema.Boolean),
  /** A program and its arguments, or a command for the shell. */
  notifyCommand: Schema.optional(
    Schema.Union(Schema.Array(Schema.String).pipe(Schema.minItems(1)), Schema.NonEmptyString),
  ),
  /** A program and its arguments; the shell and the command follow as further arguments. */
  sandbox: Schema.optional(Schema.Array(Schema.String)),
})

const noTools = { exec: {}, elevated: { enabled: false } }

const Tools = Schema.Struct({
  exec: Schema.optionalWith(ExecConfiguration, { default: () => ({}) }).annotations({ default: {} }),
  /** Whether `exec` may run a command outside the sandbox. */
  elevated: Schema.optionalWith(Schema.Struct({ enabled: Schema.Boolean }), {
    default: () => noTools.elevated,
  }).annotations({ default: noTools.elevated }),
})

/** What a user may set in the configuration file. */
export const Configuration = Schema.Struct({
  /** Aliases for models, new or redefined: alias → the agent's name for the model. */
  models: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), {
    default: () => ({}),
  }).annotations({ default: {} }),
  /**
   * The program, with its arguments, that runs when a task of `outlive run` ends; it gets the event as JSON on its
   * stdin. The default is `openclaw system event`; an empty list runs nothing.
   */
  notify: Schema.optional(Schema.Array(Schema.String)),
  tools: Schema.optionalWith(Tools, { default: () => noTools }).annotations({ default: noTools }),
})
export type Configuration = typeof Configuration.Type

export const inputs = { Configuration }
