import type { FileError } from "./os/files/fileError.ts"
import { type Elsewhere, elsewhereVariable } from "./os/process/identity.ts"

/** An error in words: what was given and what is wrong with it; what to do. Neither ends with a full stop. */
export interface Description {
  readonly message: string
  readonly hint: string
}

/** The error in one line. */
export const toLine = ({ message, hint }: Description): string => `${message}; ${hint}`

/** The text in quotes, printable and on one line. */
export const quote = (text: string): string => JSON.stringify(text)

const describePlace = ({ host, pidNamespace }: Elsewhere): string => {
  const facts = [...(host === null ? [] : [host]), ...(pidNamespace === null ? [] : [`PID namespace ${pidNamespace}`])]
  return `in another container or on another host${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`
}

/** A clause that says where `subject` runs, as far as that is known. */
export const runsElsewhere = (subject: string, elsewhere: Elsewhere): string =>
  elsewhere.unreadable === undefined
    ? `${subject} runs ${describePlace(elsewhere)}`
    : `${subject} may run: ${quote(elsewhere.unreadable)}, which should name its process, cannot be read`

/** The error that `what` cannot be acted on from here. */
export const describeElsewhere = (what: string, elsewhere: Elsewhere): Description =>
  elsewhere.unreadable === undefined
    ? {
        message: `${runsElsewhere(what, elsewhere)}, and can only be acted on there`,
        hint: `do it there; where that is gone for good, say so with ${elsewhereVariable}=gone`,
      }
    : {
        message: runsElsewhere(what, elsewhere),
        hint: `look into the file; if no process has it, say so with ${elsewhereVariable}=gone`,
      }

/** Why the system refused a file. Wrappers and monitors print these words too. */
export const describeFileError = ({ code, path: given }: FileError): Description => {
  const path = quote(given)
  switch (code) {
    case "EACCES":
      return { message: `${path} cannot be used: permission denied`, hint: "check who owns it" }
    case "EDQUOT":
    case "ENOSPC":
      return { message: `${path} cannot be written: there is no space left`, hint: "make room and try again" }
    case "EISDIR":
      return { message: `${path} is a directory`, hint: "give a file" }
    case "ENAMETOOLONG":
      return { message: `${path} is too long for the file system`, hint: "use a shorter path" }
    case "ENOENT":
      return { message: `${path} does not exist`, hint: "check the path" }
    case "ENOTDIR":
      return { message: `${path} cannot be reached: a part of it is not a directory`, hint: "check the path" }
    case "EROFS":
      return { message: `${path} cannot be written: its file system is read-only`, hint: "use another directory" }
    default:
      return { message: `${path} cannot be used: ${code}`, hint: "check the path and its file system" }
  }
}
