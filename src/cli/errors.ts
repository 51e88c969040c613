import type { PlatformError } from "@effect/platform/Error"
import * as Data from "effect/Data"

import type { ConfigurationInvalid } from "../configuration.ts"
import type { OutputFailed } from "../os/console.ts"
import type { InvalidPair, KeyAbsent, ManifestMissing } from "../protocol/manifestFile.ts"
import type { InvalidArgument, InvalidSetting } from "../tasks/monitor/settings.ts"
import type { NoProjectDirectory, NoTaskDirectory } from "../tasks/wrapper/runner.ts"

/** The words after a command are not what it takes. */
export class UsageError extends Data.TaggedError("UsageError")<Description> {}

/** Everything that can go wrong for a user of the command line. */
export type CommandError =
  | ConfigurationInvalid
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

/** An error in words: what was given and what is wrong with it; what to do. Neither ends with a full stop. */
export interface Description {
  readonly message: string
  readonly hint: string
}

/** The error in one line. */
export const toLine = ({ message, hint }: Description): string => `${message}; ${hint}`

/** The error as the JSON document that `--json` promises. */
export const toJson = (code: string, description: Description): string =>
  JSON.stringify({ error: { code, ...description } })

export const describe = (error: CommandError): Description => {
  switch (error._tag) {
    case "ConfigurationInvalid":
      return { message: `${quote(error.path)} cannot be used: ${error.reason}`, hint: "mend it or remove it" }
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
        hint: "see those it has with: outlive manifest show FILE",
      }
    case "ManifestMissing":
      return { message: `there is no manifest at ${quote(error.path)}`, hint: "give the path of a task's manifest" }
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
      return { message: `${error.method} was given what the file system cannot use`, hint: "check the path" }
    case "SystemError":
      return describeSystemError(error)
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

const describeSystemError = (error: PlatformError & { _tag: "SystemError" }): Description => {
  const path = quote(String(error.pathOrDescriptor ?? ""))
  const code = /\b(E[A-Z0-9]{2,})\b/.exec(`${error.description ?? ""} ${String(error.cause ?? "")}`)?.[1]
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return { message: `${path} cannot be written: there is no space left`, hint: "make room and try again" }
    case "EROFS":
      return { message: `${path} cannot be written: its file system is read-only`, hint: "use another directory" }
    case "ENOTDIR":
      return { message: `${path} cannot be reached: a part of it is not a directory`, hint: "check the path" }
    case "EISDIR":
      return { message: `${path} is a directory`, hint: "give a file" }
    case "ENAMETOOLONG":
      return { message: `${path} is too long for the file system`, hint: "use a shorter path" }
  }
  switch (error.reason) {
    case "NotFound":
      return { message: `${path} does not exist`, hint: "check the path" }
    case "PermissionDenied":
      return { message: `${path} cannot be used: permission denied`, hint: "check who owns it" }
    default:
      return { message: `${path} cannot be used: ${code ?? error.reason}`, hint: "check the path and its file system" }
  }
}

/** Printable, and on one line, whatever was given. */
export const quote = (text: string): string => JSON.stringify(text)
