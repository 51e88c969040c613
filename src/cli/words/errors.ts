import { basename, join } from "node:path"

import * as Data from "effect/Data"

import type { ExecError } from "../../exec/errors.ts"
import type { FileError } from "../../os/files/fileError.ts"
import { quoteForShell } from "../../os/process/shell.ts"
import type { OutputFailed } from "../../os/terminal/console.ts"
import {
  describeInvalidPair,
  type InvalidPair,
  type KeyAbsent,
  type ManifestMissing,
} from "../../protocol/manifestFile.ts"
import { describeUnusable, type Unusable } from "../../record/unusable.ts"
import type { LineTooLong } from "../../sessions/commands/send.ts"
import type { HostNotStarted, NotKept } from "../../sessions/commands/start.ts"
import type { EndedMeanwhile } from "../../sessions/commands/wait.ts"
import type { WithinSession } from "../../sessions/commands/within.ts"
import type {
  InvalidSessionName,
  ServerUnusable,
  SessionElsewhere,
  SessionEnded,
  UnknownSession,
} from "../../sessions/session.ts"
import type { NotRemoved } from "../../tasks/commands/prune.ts"
import type { Damaged, NoConversation, StillRunning } from "../../tasks/commands/resume.ts"
import type { RunError } from "../../tasks/commands/run.ts"
import type { InvalidArgument } from "../../tasks/monitor/settings.ts"
import type { InvalidTaskName, UnknownTask } from "../../tasks/state/find.ts"
import type { HomeUnreadable } from "../../tasks/state/home.ts"
import type { TaskElsewhere } from "../../tasks/state/status.ts"
import type { NoTask } from "../../tasks/state/task.ts"
import type { TaskStatus } from "../../tasks/state/taskStatus.ts"
import type { NoAgent, NotReady } from "../../tasks/steps/readiness.ts"
import {
  describeNoProjectDirectory,
  type NoEnvironment,
  type NoProjectDirectory,
  type TaskHeld,
  type TaskOver,
} from "../../tasks/wrapper/job.ts"
import type { NoTaskDirectory } from "../../tasks/wrapper/runner.ts"
import type { BadSocket } from "../../tmux/socket.ts"
import { oldestVersion, type StartError } from "../../tmux/tmux.ts"
import { describeElsewhere, describeFileError, type Description, quote, runsElsewhere } from "../../words.ts"
import { describeEnd } from "../session/words.ts"
import { describeExecError } from "./execErrors.ts"
import { nearest } from "./nearest.ts"

/** The words after a command are not what it takes. */
export class UsageError extends Data.TaggedError("UsageError")<Description> {}

/** stdin could not be read; `code` is the system's name for why. */
export class InputFailed extends Data.TaggedError("InputFailed")<{ readonly code: string }> {}

/** The agent of the task prints no events. */
export class NoEvents extends Data.TaggedError("NoEvents")<{ readonly name: string; readonly agent: string }> {}

/** The agent has given no answer; `status` is what became of its task. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly name: string
  readonly status: TaskStatus
  readonly running: boolean
  readonly said: string | undefined
}> {}

/** The task does not run, so there is nothing to look at. */
export class NotRunning extends Data.TaggedError("NotRunning")<{
  readonly name: string
  readonly status: TaskStatus
}> {}

/** The user was asked whether all sessions are to end, and did not say yes. */
export class NotConfirmed extends Data.TaggedError("NotConfirmed")<{ readonly socket: string }> {}

/** Everything that can go wrong for a user of the command line. */
export type CommandError =
  | BadSocket
  | EndedMeanwhile
  | ExecError
  | InvalidSessionName
  | LineTooLong
  | NotConfirmed
  | NotKept
  | ServerUnusable
  | SessionElsewhere
  | SessionEnded
  | UnknownSession
  | Damaged
  | HomeUnreadable
  | HostNotStarted
  | InputFailed
  | InvalidArgument
  | InvalidPair
  | InvalidTaskName
  | KeyAbsent
  | ManifestMissing
  | NoAnswer
  | NoConversation
  | NoEnvironment
  | NoEvents
  | NoProjectDirectory
  | NoTask
  | NotReady
  | NoTaskDirectory
  | NotRemoved
  | NotRunning
  | OutputFailed
  | FileError
  | RunError
  | StartError
  | StillRunning
  | TaskElsewhere
  | TaskHeld
  | TaskOver
  | UnknownTask
  | Unusable
  | UsageError
  | WithinSession

export const describe = (error: CommandError): Description => {
  switch (error._tag) {
    case "BeingReplaced":
      return {
        message: runsElsewhere(`the process that replaces the task ${error.name}`, error.elsewhere),
        hint: `try again in 2 minutes; where that process is gone for good, remove ${quote(error.path)}`,
      }
    case "BadProjectDirectory":
      return {
        message: `the directory ${quote(error.path)} cannot be worked in: ${error.reason}`,
        hint: "make it, or give outlive run another with --dir",
      }
    case "BadSocket":
      return describeBadSocket(error)
    case "BadTaskDirectory":
      return {
        message: `the task cannot be kept in ${quote(error.path)}: ${refusalInWords(error.reason)}`,
        hint: "mend it, or give another directory with --task-dir",
      }
    case "Damaged":
      return { message: `the task in ${quote(error.directory)} is damaged: ${error.problem}`, hint: "look into it" }
    case "InputFailed":
      return { message: `standard input cannot be read: ${error.code}`, hint: "give it a file or a pipe" }
    case "EndedMeanwhile":
      return {
        message: `${describeEnd(error.session)}, before it was what it was waited for`,
        hint: `see: outlive session tail ${error.session.name}`,
      }
    case "HomeUnreadable":
      return {
        message: `the tasks in ${quote(error.path)} cannot be looked at: ${refusalInWords(error.code)}`,
        hint: "check who owns it, or set OUTLIVE_HOME elsewhere",
      }
    case "HostNotStarted":
      return {
        message: "tmux did not start a session: the host of the program did not come to run",
        hint: "see: outlive doctor",
      }
    case "InvalidArgument":
      return describeArgument(error)
    case "InvalidPair":
      return describeInvalidPair(error)
    case "InvalidSessionName":
      return describeName("session", error)
    case "InvalidTaskName":
      return describeName("task", error)
    case "KeyAbsent":
      return {
        message: `${quote(error.path)} has no key ${quote(error.key)}`,
        hint: `add it with: outlive manifest set FILE ${error.key}=VALUE`,
      }
    case "LaunchFailed":
      return {
        message: `the task ${error.name} did not start${error.said === "" ? "" : `: ${error.said}`}`,
        hint: "see: outlive doctor",
      }
    case "LineTooLong":
      return {
        message: `a line of the text has ${error.bytes} bytes, and the terminal of ${error.name} hands on lines of at most ${error.mostBytes} to a program that reads lines`,
        hint: "send shorter lines, or give the program a file",
      }
    case "ManifestMissing":
      return {
        message: `there is no manifest at ${quote(error.path)}`,
        hint: "write one with: outlive manifest set FILE KEY=VALUE…",
      }
    case "NameInUse":
      return {
        message: `there is a task ${error.name} already, and it is ${error.status}`,
        hint:
          error.status === "lost"
            ? "bring it back with: outlive restore, or begin anew with --replace"
            : "take --if-absent to leave it, or --replace to stop it first",
      }
    case "NoAgent":
      return describeNoAgent(error)
    case "NoAnswer":
      return {
        message: `${error.name} has no answer: it is ${error.status}${error.said === undefined ? "" : `, and said ${quote(error.said)}`}`,
        hint: error.running ? `wait for it with: outlive wait ${error.name}` : `see: outlive logs ${error.name}`,
      }
    case "NoConversation":
      return {
        message: `the agent ${error.agent} of ${error.name} has no conversation in which it could be told something`,
        hint: "leave --prompt out",
      }
    case "NoEnvironment":
      return {
        message: `the environment of the task in ${quote(error.directory)} cannot be read`,
        hint: "begin it anew with: outlive run --replace",
      }
    case "NoEvents":
      return { message: `the agent ${error.agent} of ${error.name} has no events`, hint: "leave --events out" }
    case "NoProjectDirectory":
      return describeNoProjectDirectory(error)
    case "NoTmux":
      return error.version === undefined
        ? { message: "there is no tmux on PATH", hint: "install it: apt install tmux, or brew install tmux" }
        : {
            message: `tmux ${error.version} is too old`,
            hint: `install ${oldestVersion} or newer: apt install tmux, or brew install tmux`,
          }
    case "NoTmuxForTask":
      return {
        message: `there is no tmux on the PATH of the task, ${quote(error.path)}`,
        hint: "add the directory of tmux to it: the task is brought back with it",
      }
    case "NotConfirmed":
      return { message: `nothing was ended on ${error.socket}`, hint: "answer y, or give --yes" }
    case "NotKept":
      return {
        message: `what belongs to the session ${error.name} cannot be written: ${refusalInWords(error.code)}`,
        hint: "make room, or set OUTLIVE_HOME elsewhere",
      }
    case "NotRemoved":
      return {
        message: `${quote(error.path)} cannot be removed: ${refusalInWords(error.code)}`,
        hint: "check who owns it",
      }
    case "NotRunning":
      return { message: `${error.name} does not run: it is ${error.status}`, hint: `see: outlive logs ${error.name}` }
    case "NoTaskDirectory":
      return {
        message:
          error.given === undefined || error.given === ""
            ? "TASK_TMPDIR is not set"
            : `TASK_TMPDIR=${quote(error.given)} is not a directory`,
        hint: "set it to the directory of the task",
      }
    case "DamagedRecord":
    case "NewerFormat":
      return describeUnusable(error)
    case "NoTask":
      return { message: `${quote(error.directory)} is no task to run: ${error.reason}`, hint: "see: outlive status" }
    case "TaskElsewhere":
      return describeElsewhere(`the task ${error.name}`, error.elsewhere)
    case "TaskHeld":
      return error.elsewhere === undefined
        ? {
            message: `the task in ${quote(error.directory)} is already run by process ${error.pid}`,
            hint: "leave it alone, or end it with: outlive stop NAME",
          }
        : describeElsewhere(`the task in ${quote(error.directory)}`, error.elsewhere)
    case "TaskOver":
      return {
        message: `the task in ${quote(error.directory)} is ${error.status}`,
        hint: "go on with it with: outlive resume NAME",
      }
    case "OutputFailed":
      return { message: `standard output cannot be written: ${error.code}`, hint: "make room, or send it elsewhere" }
    case "ServerUnusable":
      return {
        message: `the tmux server on ${quote(error.socket)} cannot be used: ${error.said}`,
        hint: "if it is of another version, end it with that version's tmux, or give another --socket",
      }
    case "SessionElsewhere":
      return describeElsewhere(`the session ${error.name}`, error.elsewhere)
    case "SessionEnded":
      return {
        message: describeEnd(error.session),
        hint: `start its program anew with: outlive session start ${error.name} -- CMD`,
      }
    case "SessionNameTaken":
      return {
        message: `tmux has a session ${error.session.name} already, which is not this task's`,
        hint: "end it, or give the task another name",
      }
    case "SessionRefused":
      return { message: `tmux did not start a session: ${error.said}`, hint: "see: outlive doctor" }
    case "StillRunning":
      return { message: `${error.name} is running`, hint: `stop it first with: outlive stop ${error.name}` }
    case "UnknownSession":
      return {
        message: `there is no session ${quote(error.name)} on ${error.socket}`,
        hint: error.known.length === 0 ? "there are none" : suggest(error.name, error.known, "outlive session list"),
      }
    case "UnknownTask":
      return {
        message: `there is no task ${quote(error.name)}`,
        hint: error.known.length === 0 ? "there are none yet" : suggest(error.name, error.known, "outlive status"),
      }
    case "UsageError":
      return { message: error.message, hint: error.hint }
    case "WithinSession":
      return {
        message: `this runs in the session ${error.name} itself, and would end with it before all was done`,
        hint: "call it from outside of that session",
      }
    case "FileError":
      return describeFileError(error)
    default:
      return describeExecError(error)
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

const describeNoAgent = ({ agent, executable, found }: NoAgent): Description =>
  found === "NotFound"
    ? { message: `the agent ${quote(executable)} is not on PATH`, hint: agent.installation }
    : { message: `the agent ${quote(executable)} may not be run`, hint: "chmod +x it" }

const suggest = (given: string, known: ReadonlyArray<string>, overview: string): string => {
  const name = nearest(given, known)
  return name === undefined ? `see: ${overview}` : `did you mean ${name}?`
}

const describeName = (
  what: string,
  { given, suggestion }: { readonly given: string; readonly suggestion: string | undefined },
): Description => ({
  message: `${quote(given)} is no name for a ${what}`,
  hint: `use 1 to 64 small letters, digits and dashes, as in ${suggestion ?? `my-${what}`}`,
})

/** Of a directory in which everybody may have files, as /tmp. (stat(2), S_ISVTX) */
const sticky = 0o1000

const describeBadSocket = ({ fault, socket }: BadSocket): Description => {
  const elsewhere = "give another with --socket or OUTLIVE_SOCKET"
  switch (fault._tag) {
    case "TooLong":
      return {
        message: `the path of the socket ${quote(socket)} has ${fault.bytes} bytes, and the system takes ${fault.mostBytes}`,
        hint: "give a shorter one with --socket or OUTLIVE_SOCKET",
      }
    case "NoDirectory":
      return {
        message: `${quote(fault.directory)}, where the socket is to be, is ${fault.isLink ? "a link" : "no directory"}`,
        hint: `remove it, or ${elsewhere}`,
      }
    case "OtherOwner":
      return {
        message: `${quote(fault.path)} belongs to user ${fault.owner}, who would own every session`,
        hint: elsewhere,
      }
    case "Writable":
      return {
        message: `others may write into ${quote(fault.directory)} (mode ${fault.mode.toString(8)}), and would own every session`,
        hint:
          (fault.mode & sticky) === 0
            ? `look at who did, then: chmod 700 ${quoteForShell(fault.directory)}`
            : `it is for everybody; put the socket in a directory of your own, as ${join(fault.directory, `outlive-${process.getuid?.()}`, basename(socket))}`,
      }
    case "NotASocket":
      return {
        message: `${quote(socket)} is a ${fault.found}, and no socket`,
        hint: `remove it, or ${elsewhere}`,
      }
    case "Refused":
      return { message: `${quote(fault.path)} cannot be used: ${refusalInWords(fault.code)}`, hint: elsewhere }
  }
}

/** The system's name of a refusal in words, where it has some. */
const refusalInWords = (code: string): string => {
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return "there is no space left"
    case "EROFS":
      return "its file system is read-only"
    case "EACCES":
    case "EPERM":
      return "permission denied"
    case "ENOTDIR":
      return "a part of it is not a directory"
    case "ENAMETOOLONG":
      return "it is too long for the file system"
    default:
      return code
  }
}
