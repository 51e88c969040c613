import { homedir } from "node:os"
import { join } from "node:path"

import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

/** What a user may set in the configuration file. */
export const Configuration = Schema.Struct({
  /** More names for models, or other meanings of those that there are: alias → the agent's name for the model. */
  models: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { default: () => ({}) }),
})
export type Configuration = typeof Configuration.Type

export class ConfigurationInvalid extends Data.TaggedError("ConfigurationInvalid")<{
  readonly path: string
  readonly reason: string
}> {}

/** `${XDG_CONFIG_HOME:-~/.config}/outlive/config.json` */
export const configurationPath = (): string =>
  join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "outlive", "config.json")

/** The configuration file's content; the defaults where there is none. */
export const loadConfiguration: Effect.Effect<Configuration, ConfigurationInvalid, FileSystem.FileSystem> = Effect.gen(
  function* () {
    const files = yield* FileSystem.FileSystem
    const path = configurationPath()
    const text = yield* files
      .readFileString(path)
      .pipe(
        Effect.catchAll((error) =>
          error._tag === "SystemError" && error.reason === "NotFound"
            ? Effect.succeed("{}")
            : Effect.fail(new ConfigurationInvalid({ path, reason: "it cannot be read" })),
        ),
      )
    return yield* Schema.decodeUnknown(Schema.parseJson(Configuration), { onExcessProperty: "error" })(text).pipe(
      Effect.mapError((error) => {
        const issue = ParseResult.ArrayFormatter.formatErrorSync(error)[0]
        return new ConfigurationInvalid({
          path,
          reason: [issue?.path.join("."), issue?.message].filter(Boolean).join(": "),
        })
      }),
    )
  },
)
