import type { PlatformError } from "@effect/platform/Error"
import * as Data from "effect/Data"

import type { ConfigurationInvalid } from "../configuration.ts"
import type { OutputFailed } from "../os/console.ts"
import { describeFileError, type Description, quote } from "../os/fileError.ts"
import type { InvalidPair, KeyAbsent, ManifestMissing } from "../protocol/manifestFile.ts"
import type { InvalidArgument, InvalidSetting } from "../tasks/monitor/settings.ts"
import type { NoProjectDirectory, NoTaskDirectory } from "../tasks/wrapper/runner.ts"

/** The words after a command are not what it takes. */
export class UsageError extends Data.TaggedError("UsageError")<Description> {}

/** stdin could not be read; `code` is the system's name for why. */
export class InputFailed extends Data.TaggedError("InputFailed")<{ readonly code: string }> {}

/** Everything that can go wrong for a user of the command line. */
export type CommandError =
  | ConfigurationInvalid
  | InputFailed
  | InvalidArgument
  | InvalidPair
  | InvalidSetting
  | KeyAbsent
  | ManifestMissing
  | NoProjectDirectory
  | NoTaskDirectory
  | OutputFailed
  | PlatformError
  | UsageError

/** The error as the JSON document that `--json` promises. */
export const toJson = (code: string, description: Description): string =>
  JSON.stringify({ error: { code, ...description } })

export const describe = (error: CommandError): Description => {
  switch (error._tag) {
    case "ConfigurationInvalid":
      return { message: `${quote(error.path)} cannot be used: ${error.reason}`, hint: "mend it or remove it" }
    case "InputFailed":
      return { message: `standard input cannot be read: ${error.code}`, hint: "give it a file or a pipe" }
    case "InvalidArgument":
      return describeArgument(error)
    case "InvalidPair":
      return error.fault === "key"
        ? { message: `${quote(error.key)} is no manifest key`, hint: "use letters, digits and _, and no digit first" }
        : {
            message: `the value of ${quote(error.key)} has a line break, which a manifest cannot hold`,
            hint: "leave it out",
          }
    case "InvalidSetting":
      return {
        message: `${error.variable}=${quote(error.given)} is not a whole number`,
        hint: "set one, or unset it for the default",
      }
    case "KeyAbsent":
      return {
        message: `${quote(error.path)} has no key ${quote(error.key)}`,
        hint: `add it with: outlive manifest set FILE ${error.key}=VALUE`,
      }
    case "ManifestMissing":
      return {
        message: `there is no manifest at ${quote(error.path)}`,
        hint: "write one with: outlive manifest set FILE KEY=VALUE…",
      }
    case "NoProjectDirectory":
      return {
        message: `project_dir=${quote(error.given)} in ${quote(error.manifestPath)} cannot be used: ${error.reason}`,
        hint: "set it to a directory",
      }
    case "NoTaskDirectory":
      return {
        message:
          error.given === undefined || error.given === ""
            ? "TASK_TMPDIR is not set"
            : `TASK_TMPDIR=${quote(error.given)} is not a directory`,
        hint: "set it to the directory of the task",
      }
    case "OutputFailed":
      return { message: `standard output cannot be written: ${error.code}`, hint: "make room, or send it elsewhere" }
    case "UsageError":
      return { message: error.message, hint: error.hint }
    case "BadArgument":
    case "SystemError":
      return describeFileError(error)
  }
}

const describeArgument = ({ argument, given }: InvalidArgument): Description => {
  switch (argument) {
    case "count":
      return { message: "it takes a session and a task directory", hint: "usage: monitor SESSION TASK_DIRECTORY" }
    case "SESSION":
      return {
        message: `${quote(given)} is no session name`,
        hint: "use letters, digits, dots, dashes and underscores",
      }
    case "TASK_DIRECTORY":
      return { message: `${quote(given)} is not a directory`, hint: "give the directory of the task" }
  }
}
