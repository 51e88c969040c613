import type { PlatformError } from "@effect/platform/Error"

/** An error in words: what was given and what is wrong with it; what to do. Neither ends with a full stop. */
export interface Description {
  readonly message: string
  readonly hint: string
}

/** The error in one line. */
export const toLine = ({ message, hint }: Description): string => `${message}; ${hint}`

/** Printable, and on one line, whatever was given. */
export const quote = (text: string): string => JSON.stringify(text)

/** What the file system refused, in words. */
export const describeFileError = (error: PlatformError): Description =>
  error._tag === "BadArgument"
    ? { message: `${error.method} was given what the file system cannot use`, hint: "check the path" }
    : describeSystemError(error)

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
