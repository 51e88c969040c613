import * as Data from "effect/Data"

/** What a user may set in the configuration file. */
export interface Configuration {
  /** More names for models, or other meanings of those that there are: alias → the agent's name for the model. */
  readonly models: Readonly<Record<string, string>>
  /**
   * What is run when a task of `outlive run` ends, its program and its arguments; it gets the event as JSON on its stdin.
   * `undefined` is `openclaw system event`, and an empty list is nothing.
   */
  readonly notify: ReadonlyArray<string> | undefined
  readonly tools: {
    readonly exec: ExecConfiguration
    /** `exec` may be asked to run a command outside the sandbox. */
    readonly elevated: { readonly enabled: boolean }
  }
}

/** What a user may set for `outlive exec` and `outlive process`; docs/exec.md has the table. */
export interface ExecConfiguration {
  readonly backgroundMs?: number | undefined
  readonly timeoutSec?: number | undefined
  readonly maxOutputChars?: number | undefined
  readonly maxLogBytes?: number | undefined
  readonly cleanupMs?: number | undefined
  readonly allowBackground?: boolean | undefined
  readonly notifyOnExit?: boolean | undefined
  readonly notifyOnExitEmptySuccess?: boolean | undefined
  /** A program and its arguments, or a command for the shell. */
  readonly notifyCommand?: ReadonlyArray<string> | string | undefined
  /** A program and its arguments, after which the command's own come. */
  readonly sandbox?: ReadonlyArray<string> | undefined
}

/** What holds where nothing is configured. */
export const defaults: Configuration = {
  models: {},
  notify: undefined,
  tools: { exec: {}, elevated: { enabled: false } },
}

export class ConfigurationInvalid extends Data.TaggedError("ConfigurationInvalid")<{
  readonly path: string
  readonly reason: string
}> {}
