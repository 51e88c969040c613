import type { ErrorReport } from "../../errorReport.schema.ts"
import type { ExecError, InvalidKey, InvalidLine, StartError } from "../../exec/errors.ts"
import { isExecError } from "../../exec/errors.ts"
import { internalFault } from "../../internalFault.ts"
import { elsewhereVariable } from "../../os/process/identity.ts"
import { describeUnusable } from "../../record/unusable.ts"
import { quoteShortly } from "../../terminal/quoteShortly.ts"
import { describeElsewhere, type Description, quote } from "../../words.ts"
import { exitCodeInternalFault, exitCodeRefused, exitCodeUsage, report } from "./failure.ts"

/*
 * The errors of `exec`, `process` and `tool` in words. This is loaded once there is an error, and without Effect: both
 * commands have to start fast.
 */

/** What was thrown, as people and programs are told of it. */
export const reportOf = (thrown: unknown): ErrorReport =>
  isExecError(thrown)
    ? { code: thrown._tag, ...describeExecError(thrown) }
    : { code: "InternalFault", ...internalFault(thrown) }

/** Tells what `program` has thrown; gives the exit code. */
export const reportThrown = (program: string, thrown: unknown, json: boolean): number => {
  report(program, reportOf(thrown), json)
  if (!isExecError(thrown)) return exitCodeInternalFault
  return usageErrors.has(thrown._tag) ? exitCodeUsage : exitCodeRefused
}

/** The errors that lie in what `exec` was asked for, and in what is to run it. */
const usageErrors: ReadonlySet<ExecError["_tag"]> = new Set([
  ...(["NoCommand", "InvalidCommand", "ProtectedVariable", "InvalidVariable", "InvalidTimeout"] as const),
  ...(["ElevationNotAllowed", "NoShell", "NoSandbox"] as const),
])

export const describeExecError = (error: ExecError): Description => {
  switch (error._tag) {
    case "CommandEnded":
      return error.wanted === "input"
        ? { message: `${error.id} has ended, and reads no more`, hint: "see process log" }
        : { message: `${error.id} has ended already`, hint: `see process poll ${error.id}` }
    case "CommandElsewhere":
      return describeElsewhere(error.id, error.elsewhere)
    case "CommandNotEnded":
      return { message: `${error.id} could not be ended`, hint: "look at its processes with ps" }
    case "CommandNotKept":
    case "CommandNotRun":
    case "SupervisorEnded":
    case "SupervisorOfAnotherVersion": {
      const { hint, message } = whyNotStarted(error)
      return { message: `the command was not started: ${message}`, hint }
    }
    case "CommandRunning":
      return { message: `${error.id} still runs`, hint: "end it with process kill, or use process remove" }
    case "CommandsUnreadable":
      return {
        message: `the commands in ${quote(error.path)} cannot be looked at: ${error.code}`,
        hint: "check who owns it, or set OUTLIVE_HOME elsewhere",
      }
    case "ConfigurationInvalid":
      return { message: `${quote(error.path)} cannot be used: ${error.reason}`, hint: "mend it or remove it" }
    case "ElevationNotAllowed":
      return {
        message: "elevated is not allowed here",
        hint: 'set "tools": {"elevated": {"enabled": true}} in the configuration, or leave it out',
      }
    case "InputClosed":
      return { message: `the stdin of ${error.id} is closed`, hint: "start the command anew to write to it" }
    case "InputNotClosed":
      return {
        message: `${bytesInWords(error.writtenBytes)} written to ${error.id}, but its stdin could not be closed`,
        hint: "try --eof again",
      }
    case "InputNotTaken":
      return {
        message: `${error.id} has taken ${error.takenBytes} of ${bytesInWords(error.givenBytes)}, and reads no more`,
        hint: "poll it, and write the rest later",
      }
    case "InvalidByte":
      return { message: `${quoteShortly(error.given)} is no byte`, hint: "write one as two digits, as in 1b" }
    case "InvalidCommand":
      return { message: "the command has a zero byte, which no command can have", hint: "leave it out" }
    case "InvalidField":
      return {
        message: `${error.field} is not what it should be`,
        hint: `expected ${error.expected}, and it is ${error.given}`,
      }
    case "InvalidKey":
      return describeInvalidKey(error)
    case "InvalidLine":
      return describeInvalidLine(error)
    case "InvalidRequestId":
      return { message: `the id ${error.given} is none`, hint: "give a string or a number" }
    case "InvalidSetting":
      return {
        message: `${error.variable}=${quote(error.given)} is not a whole number`,
        hint: "set one, or unset it for the default",
      }
    case "InvalidTimeout":
      return { message: `the timeout ${error.seconds} is no time`, hint: "give seconds, or 0 for none" }
    case "InvalidVariable":
      return {
        message: `${quote(error.variable)} cannot be a variable`,
        hint: "give NAME and VALUE without zero bytes, and a NAME without =",
      }
    case "MissingField":
      return { message: `${error.field} is missing`, hint: "give it" }
    case "DamagedRecord":
    case "NewerFormat":
      return describeUnusable(error)
    case "NoCommand":
      return { message: "there is no command", hint: "give one, as in ls -l" }
    case "NoSandbox":
      return {
        message: `the sandbox ${quote(error.program)} cannot be run`,
        hint: 'install it, or mend "tools": {"exec": {"sandbox"}} in the configuration',
      }
    case "NoSessionId":
      return { message: `${error.action} wants a sessionId`, hint: 'see {"tool":"process","action":"list"}' }
    case "NoShell":
      return { message: "there is no shell to run a command with", hint: "set SHELL to one" }
    case "NothingToType":
      return error.action === "paste"
        ? { message: "there is nothing to paste", hint: "give text" }
        : { message: "there are no keys", hint: "give keys, hex or literal" }
    case "PolledElsewhere":
      return error.unreadable === undefined
        ? { message: `another process is being told what ${error.id} prints`, hint: "try again" }
        : {
            message: `another process may be told what ${error.id} prints: ${quote(error.unreadable)}, which should name it, cannot be read`,
            hint: `look into the directory; if no process polls, say so with ${elsewhereVariable}=gone`,
          }
    case "ProcessesLeft":
      return {
        message: `processes that ${error.id} has started still run`,
        hint: `end them with process remove ${error.id}`,
      }
    case "ProtectedVariable":
      return {
        message: `the variable ${quote(error.variable)} may not be set: it decides which programs run`,
        hint: "set it within the command if that is meant",
      }
    case "UnknownAction":
      return { message: `${error.given} is no action`, hint: `there are ${error.known.join(", ")}` }
    case "UnknownCommand":
      return {
        message: `there is no command ${quoteShortly(error.id)} in the background here`,
        hint: "see process list",
      }
    case "UnknownField":
      return { message: `there is no field ${quoteShortly(error.field)}`, hint: `there are ${error.known.join(", ")}` }
    case "UnknownTool":
      return { message: `${error.given} is no tool`, hint: "there are exec and process" }
  }
}

const bytesInWords = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`)

const whyNotStarted = (error: StartError): Description => {
  switch (error._tag) {
    case "CommandNotKept":
      return whyNotKept(error.path, error.code)
    case "CommandNotRun":
      return error.code === "E2BIG"
        ? { message: "it is too long for the system", hint: "put it into a file, and run that" }
        : {
            message: `the system does not run ${quote(error.program)} in ${quote(error.directory)} (${error.code})`,
            hint: "check that both are there, and may be used",
          }
    case "SupervisorEnded":
      return { message: "its supervisor was ended before it had begun", hint: "try again" }
    case "SupervisorOfAnotherVersion":
      return {
        message: `its supervisor is outlive ${error.version}, and this is outlive ${error.own}, which was replaced: they do not understand each other`,
        hint: "start this program anew, and see process list",
      }
  }
}

const whyNotKept = (path: string, code: string): Description => {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return {
        message: "there is no space left where commands are kept",
        hint: "make room, or set OUTLIVE_HOME elsewhere",
      }
    case "EEXIST":
    case "ELOOP":
    case "ENAMETOOLONG":
    case "ENOENT":
    case "ENOTDIR":
      return { message: `there can be no directory ${quote(path)} (${code})`, hint: "set OUTLIVE_HOME elsewhere" }
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return {
        message: "nothing may be written where commands are kept",
        hint: "check who owns it, or set OUTLIVE_HOME elsewhere",
      }
    default:
      return { message: code, hint: "see: outlive doctor" }
  }
}

const describeInvalidKey = ({ fault, key, word }: InvalidKey): Description => {
  switch (fault) {
    case "sent alone":
      return { message: `terminals have no key ${quoteShortly(word)}`, hint: `send ${key} alone` }
    case "without control":
      return {
        message: `terminals have no key ${quoteShortly(word)}`,
        hint: "control goes with letters and @ [ \\ ] ^ _ ?",
      }
    case "unknown":
      return {
        message: `there is no key ${quoteShortly(key)} in ${quoteShortly(word)}`,
        hint: "keys have names like Enter, Up, F5, C-c, M-x",
      }
  }
}

const describeInvalidLine = ({ fault, text }: InvalidLine): Description => {
  switch (fault) {
    case "nested too deeply":
      return { message: "the line is nested too deeply", hint: "write a request's fields only" }
    case "no object":
      return {
        message: `${quoteShortly(text)} is no JSON object`,
        hint: 'write one a line, as in {"tool":"exec","command":"ls"}',
      }
    case "no UTF-8":
      return { message: "the line is no UTF-8", hint: "write JSON in UTF-8, and other bytes as \\u escapes" }
  }
}
