import type { ConfigurationInvalid, InvalidSetting } from "../configurationErrors.ts"
import type { Elsewhere } from "../os/process/identity.ts"
import type { Unusable } from "../record/unusable.ts"
import { AnyTaggedError, TaggedError } from "../taggedError.ts"
import type { KeyFault } from "../terminal/keyBytes.ts"
import type { CommandsUnreadable } from "./state/record.ts"

/*
 * Why `exec` and `process` do not do what they were asked for. Each is thrown where the fact is known, and worded in
 * cli/words/execErrors.ts; docs/errors.md lists them.
 */

/** Everything that can go wrong for a user of `exec`, `process` and `tool`. */
export type ExecError =
  | CommandsUnreadable
  | ConfigurationInvalid
  | InputError
  | InvalidSetting
  | KeptError
  | PlanError
  | RequestError
  | StartError
  | Unusable

/** Whether the error is one for the user, and not a bug in this program. */
export const isExecError = (thrown: unknown): thrown is ExecError => thrown instanceof AnyTaggedError

// ------------------------------------------------------------------------------------------ what `exec` is asked for

/** The request cannot be run as a command here. */
export type PlanError =
  | ElevationNotAllowed
  | InvalidCommand
  | InvalidTimeout
  | InvalidVariable
  | NoCommand
  | NoSandbox
  | NoShell
  | ProtectedVariable

export class NoCommand extends TaggedError("NoCommand") {}

/** The command has a zero byte. */
export class InvalidCommand extends TaggedError("InvalidCommand") {}

/** The variable could put another program in place of the one that is called, or have it load foreign code. */
export class ProtectedVariable extends TaggedError("ProtectedVariable")<{ readonly variable: string }> {}

/** No variable can have this name, or this value. */
export class InvalidVariable extends TaggedError("InvalidVariable")<{ readonly variable: string }> {}

export class InvalidTimeout extends TaggedError("InvalidTimeout")<{ readonly seconds: number }> {}

/** The configuration does not let commands run outside the sandbox. */
export class ElevationNotAllowed extends TaggedError("ElevationNotAllowed") {}

export class NoShell extends TaggedError("NoShell") {}

/** The program of the configured sandbox was not found, or may not be run. */
export class NoSandbox extends TaggedError("NoSandbox")<{ readonly program: string }> {}

// -------------------------------------------------------------------------------------- a command that did not start

/** The command was not started, and nothing is left of it. `code` is the system's name for why. */
export type StartError = CommandNotKept | CommandNotRun | SupervisorEnded | SupervisorOfAnotherVersion

/** The command's files below `path` could not be written. */
export class CommandNotKept extends TaggedError("CommandNotKept")<{ readonly path: string; readonly code: string }> {}

/** The system does not run `program`, the shell or the sandbox of the command. */
export class CommandNotRun extends TaggedError("CommandNotRun")<{
  readonly program: string
  readonly directory: string
  readonly code: string
}> {}

/** The supervisor was ended before it had begun. */
export class SupervisorEnded extends TaggedError("SupervisorEnded") {}

/** The starter does not understand its supervisor: outlive was replaced by another version after the starter began. */
export class SupervisorOfAnotherVersion extends TaggedError("SupervisorOfAnotherVersion")<{
  readonly version: string
  readonly own: string
}> {}

// ------------------------------------------------------------------------------------------ commands in the background

/** The state of a command in the background does not allow the action. */
export type KeptError =
  CommandElsewhere | CommandEnded | CommandNotEnded | CommandRunning | PolledElsewhere | ProcessesLeft | UnknownCommand

/** There is no command of this id in the caller's scope. */
export class UnknownCommand extends TaggedError("UnknownCommand")<{ readonly id: string }> {}

/** The command runs in another container or on another host, and the action needs its processes. */
export class CommandElsewhere extends TaggedError("CommandElsewhere")<{
  readonly id: string
  readonly elsewhere: Elsewhere
}> {}

/** The command has ended, and the action needs one that runs. */
export class CommandEnded extends TaggedError("CommandEnded")<{
  readonly id: string
  readonly wanted: "input" | "kill"
}> {}

/** The command runs, and the action needs one that has ended. */
export class CommandRunning extends TaggedError("CommandRunning")<{ readonly id: string }> {}

/** The command has ended, and processes that it has started go on. */
export class ProcessesLeft extends TaggedError("ProcessesLeft")<{ readonly id: string }> {}

/** The command, or a process that it started, still runs after all signals. */
export class CommandNotEnded extends TaggedError("CommandNotEnded")<{ readonly id: string }> {}

/** Another poll is handing out what the command has printed. */
export class PolledElsewhere extends TaggedError("PolledElsewhere")<{
  readonly id: string
  /** The file that should name the process of that poll, and cannot be read. */
  readonly unreadable: string | undefined
}> {}

// ----------------------------------------------------------------------------------------------------------- its input

/** A command did not get its input, or not all of it. */
export type InputError = InputClosed | InputNotClosed | InputNotTaken | InvalidByte | InvalidKey | NothingToType

/** The command has closed its stdin, or it was closed for it. */
export class InputClosed extends TaggedError("InputClosed")<{ readonly id: string }> {}

/** All was written, but the supervisor did not close the input. */
export class InputNotClosed extends TaggedError("InputNotClosed")<{
  readonly id: string
  readonly writtenBytes: number
}> {}

/** The command read only `takenBytes`, and then stopped reading. */
export class InputNotTaken extends TaggedError("InputNotTaken")<{
  readonly id: string
  readonly takenBytes: number
  readonly givenBytes: number
}> {}

export class NothingToType extends TaggedError("NothingToType")<{ readonly action: "paste" | "send-keys" }> {}

/** These are not the hexadecimal digits of a byte. */
export class InvalidByte extends TaggedError("InvalidByte")<{ readonly given: string }> {}

/** `word` names a key that no terminal has; `key` is `word` without its modifiers. */
export class InvalidKey extends TaggedError("InvalidKey")<{
  readonly word: string
  readonly key: string
  readonly fault: KeyFault
}> {}

// -------------------------------------------------------------------------------------------- a line of `outlive tool`

/** A line is no request. */
export type RequestError =
  | InvalidField
  | InvalidLine
  | InvalidRequestId
  | MissingField
  | NoSessionId
  | UnknownAction
  | UnknownField
  | UnknownTool

/** The line is not one JSON object. `text` is what it is, where it is text. */
export class InvalidLine extends TaggedError("InvalidLine")<{
  readonly fault: "nested too deeply" | "no object" | "no UTF-8"
  readonly text?: string
}> {}

/** The `id` is neither a string nor a number; `given` is the beginning of its JSON. */
export class InvalidRequestId extends TaggedError("InvalidRequestId")<{ readonly given: string }> {}

/** `given` is the beginning of the JSON of `tool`. */
export class UnknownTool extends TaggedError("UnknownTool")<{ readonly given: string }> {}

/** `given` is the beginning of the JSON of `action`. */
export class UnknownAction extends TaggedError("UnknownAction")<{
  readonly given: string
  readonly known: ReadonlyArray<string>
}> {}

export class NoSessionId extends TaggedError("NoSessionId")<{ readonly action: string }> {}

export class UnknownField extends TaggedError("UnknownField")<{
  readonly field: string
  readonly known: ReadonlyArray<string>
}> {}

export class MissingField extends TaggedError("MissingField")<{ readonly field: string }> {}

/** `expected` is in words, `given` the beginning of its JSON. */
export class InvalidField extends TaggedError("InvalidField")<{
  readonly field: string
  readonly expected: string
  readonly given: string
}> {}
