import { describe, expect, test } from "bun:test"

import { describeExecError, reportOf } from "../../../../src/cli/words/execErrors.ts"
import { ConfigurationInvalid, InvalidSetting } from "../../../../src/configurationErrors.ts"
import * as Errors from "../../../../src/exec/errors.ts"
import { CommandsUnreadable } from "../../../../src/exec/state/record.ts"
import { DamagedRecord } from "../../../../src/record/damagedRecord.ts"
import { NewerFormat } from "../../../../src/record/newerFormat.ts"
import { ownVersion } from "../../../../src/version.ts"
import { toLine } from "../../../../src/words.ts"

const id = "calm-reef"
const home = "/home/me/exec"
const start = { program: "/bin/sh", directory: "/work" }
const long = "x".repeat(1000)

/** Every error, with all its lines. */
const lines: { readonly [Tag in Errors.ExecError["_tag"]]: ReadonlyArray<[Errors.ExecError & { _tag: Tag }, string]> } =
  {
    CommandEnded: [
      [new Errors.CommandEnded({ id, wanted: "input" }), "calm-reef has ended, and reads no more; see process log"],
      [new Errors.CommandEnded({ id, wanted: "kill" }), "calm-reef has ended already; see process poll calm-reef"],
    ],
    CommandElsewhere: [
      [
        new Errors.CommandElsewhere({ id, elsewhere: { host: "far", pidNamespace: 7 } }),
        "calm-reef runs in another container or on another host (far, PID namespace 7), and can only be acted on there; do it there; where that is gone for good, say so with OUTLIVE_ELSEWHERE=gone",
      ],
      [
        new Errors.CommandElsewhere({ id, elsewhere: { host: null, pidNamespace: null } }),
        "calm-reef runs in another container or on another host, and can only be acted on there; do it there; where that is gone for good, say so with OUTLIVE_ELSEWHERE=gone",
      ],
    ],
    CommandNotEnded: [
      [new Errors.CommandNotEnded({ id }), "calm-reef could not be ended; look at its processes with ps"],
    ],
    CommandNotKept: [
      [
        new Errors.CommandNotKept({ path: home, code: "ENOSPC" }),
        "the command was not started: there is no space left where commands are kept; make room, or set OUTLIVE_HOME elsewhere",
      ],
      [
        new Errors.CommandNotKept({ path: home, code: "ENOTDIR" }),
        'the command was not started: there can be no directory "/home/me/exec" (ENOTDIR); set OUTLIVE_HOME elsewhere',
      ],
      [
        new Errors.CommandNotKept({ path: home, code: "EACCES" }),
        "the command was not started: nothing may be written where commands are kept; check who owns it, or set OUTLIVE_HOME elsewhere",
      ],
      [new Errors.CommandNotKept({ path: home, code: "EIO" }), "the command was not started: EIO; see: outlive doctor"],
    ],
    CommandNotRun: [
      [
        new Errors.CommandNotRun({ ...start, code: "E2BIG" }),
        "the command was not started: it is too long for the system; put it into a file, and run that",
      ],
      [
        new Errors.CommandNotRun({ ...start, code: "EACCES" }),
        'the command was not started: the system does not run "/bin/sh" in "/work" (EACCES); check that both are there, and may be used',
      ],
    ],
    CommandRunning: [
      [new Errors.CommandRunning({ id }), "calm-reef still runs; end it with process kill, or use process remove"],
    ],
    CommandsUnreadable: [
      [
        new CommandsUnreadable({ path: home, code: "EACCES" }),
        'the commands in "/home/me/exec" cannot be looked at: EACCES; check who owns it, or set OUTLIVE_HOME elsewhere',
      ],
    ],
    ConfigurationInvalid: [
      [
        new ConfigurationInvalid({ path: "/c.json", reason: "it cannot be read: EISDIR" }),
        '"/c.json" cannot be used: it cannot be read: EISDIR; mend it or remove it',
      ],
    ],
    ElevationNotAllowed: [
      [
        new Errors.ElevationNotAllowed(),
        'elevated is not allowed here; set "tools": {"elevated": {"enabled": true}} in the configuration, or leave it out',
      ],
    ],
    InputClosed: [
      [new Errors.InputClosed({ id }), "the stdin of calm-reef is closed; start the command anew to write to it"],
    ],
    InputNotClosed: [
      [
        new Errors.InputNotClosed({ id, writtenBytes: 1 }),
        "1 byte written to calm-reef, but its stdin could not be closed; try --eof again",
      ],
      [
        new Errors.InputNotClosed({ id, writtenBytes: 0 }),
        "0 bytes written to calm-reef, but its stdin could not be closed; try --eof again",
      ],
    ],
    InputNotTaken: [
      [
        new Errors.InputNotTaken({ id, takenBytes: 65_536, givenBytes: 100_000 }),
        "calm-reef has taken 65536 of 100000 bytes, and reads no more; poll it, and write the rest later",
      ],
      [
        new Errors.InputNotTaken({ id, takenBytes: 0, givenBytes: 1 }),
        "calm-reef has taken 0 of 1 byte, and reads no more; poll it, and write the rest later",
      ],
    ],
    InvalidByte: [[new Errors.InvalidByte({ given: "zz\n" }), '"zz\\n" is no byte; write one as two digits, as in 1b']],
    InvalidCommand: [
      [new Errors.InvalidCommand(), "the command has a zero byte, which no command can have; leave it out"],
    ],
    InvalidField: [
      [
        new Errors.InvalidField({ field: "env.A", expected: "a string", given: "1" }),
        "env.A is not what it should be; expected a string, and it is 1",
      ],
    ],
    InvalidKey: [
      [
        new Errors.InvalidKey({ word: "C-Enter", key: "Enter", fault: "sent alone" }),
        'terminals have no key "C-Enter"; send Enter alone',
      ],
      [
        new Errors.InvalidKey({ word: "C-!", key: "!", fault: "without control" }),
        'terminals have no key "C-!"; control goes with letters and @ [ \\ ] ^ _ ?',
      ],
      [
        new Errors.InvalidKey({ word: "C-Entre", key: "Entre", fault: "unknown" }),
        'there is no key "Entre" in "C-Entre"; keys have names like Enter, Up, F5, C-c, M-x',
      ],
    ],
    InvalidLine: [
      [
        new Errors.InvalidLine({ fault: "nested too deeply" }),
        "the line is nested too deeply; write a request's fields only",
      ],
      [
        new Errors.InvalidLine({ fault: "no object", text: "ls -l" }),
        '"ls -l" is no JSON object; write one a line, as in {"tool":"exec","command":"ls"}',
      ],
      [
        new Errors.InvalidLine({ fault: "no object", text: long }),
        `"${"x".repeat(79)}… is no JSON object; write one a line, as in {"tool":"exec","command":"ls"}`,
      ],
      [
        new Errors.InvalidLine({ fault: "no UTF-8" }),
        "the line is no UTF-8; write JSON in UTF-8, and other bytes as \\u escapes",
      ],
    ],
    InvalidRequestId: [
      [new Errors.InvalidRequestId({ given: "null" }), "the id null is none; give a string or a number"],
    ],
    InvalidSetting: [
      [
        new InvalidSetting({ variable: "PI_BASH_YIELD_MS", given: "10s" }),
        'PI_BASH_YIELD_MS="10s" is not a whole number; set one, or unset it for the default',
      ],
    ],
    InvalidTimeout: [
      [new Errors.InvalidTimeout({ seconds: -1 }), "the timeout -1 is no time; give seconds, or 0 for none"],
    ],
    InvalidVariable: [
      [
        new Errors.InvalidVariable({ variable: "A=B" }),
        '"A=B" cannot be a variable; give NAME and VALUE without zero bytes, and a NAME without =',
      ],
    ],
    MissingField: [[new Errors.MissingField({ field: "command" }), "command is missing; give it"]],
    DamagedRecord: [
      [
        new DamagedRecord({ source: "/exec/red-fox/state.json", fault: "no JSON" }),
        '"/exec/red-fox/state.json" is damaged: it is no JSON; look into it; remove "/exec/red-fox" when it is of no use',
      ],
    ],
    NewerFormat: [
      [
        new NewerFormat({ source: "/exec/red-fox/state.json", format: 2, writer: "9.9.9", known: 1 }),
        `"/exec/red-fox/state.json" was written by the newer outlive 9.9.9, whose format is 2; this is outlive ${ownVersion}, which reads formats up to 1; use outlive 9.9.9 or newer`,
      ],
    ],
    NoCommand: [[new Errors.NoCommand(), "there is no command; give one, as in ls -l"]],
    NoSandbox: [
      [
        new Errors.NoSandbox({ program: "bwrap" }),
        'the sandbox "bwrap" cannot be run; install it, or mend "tools": {"exec": {"sandbox"}} in the configuration',
      ],
    ],
    NoSessionId: [
      [new Errors.NoSessionId({ action: "poll" }), 'poll wants a sessionId; see {"tool":"process","action":"list"}'],
    ],
    NoShell: [[new Errors.NoShell(), "there is no shell to run a command with; set SHELL to one"]],
    NothingToType: [
      [new Errors.NothingToType({ action: "send-keys" }), "there are no keys; give keys, hex or literal"],
      [new Errors.NothingToType({ action: "paste" }), "there is nothing to paste; give text"],
    ],
    PolledElsewhere: [
      [
        new Errors.PolledElsewhere({ id, unreadable: undefined }),
        "another process is being told what calm-reef prints; try again",
      ],
      [
        new Errors.PolledElsewhere({ id, unreadable: "/d/poll.x" }),
        'another process may be told what calm-reef prints: "/d/poll.x", which should name it, cannot be read; look into the directory; if no process polls, say so with OUTLIVE_ELSEWHERE=gone',
      ],
    ],
    ProcessesLeft: [
      [
        new Errors.ProcessesLeft({ id }),
        "processes that calm-reef has started still run; end them with process remove calm-reef",
      ],
    ],
    ProtectedVariable: [
      [
        new Errors.ProtectedVariable({ variable: "PATH" }),
        'the variable "PATH" may not be set: it decides which programs run; set it within the command if that is meant',
      ],
    ],
    SupervisorEnded: [
      [
        new Errors.SupervisorEnded(),
        "the command was not started: its supervisor was ended before it had begun; try again",
      ],
    ],
    SupervisorOfAnotherVersion: [
      [
        new Errors.SupervisorOfAnotherVersion({ version: "9.9.9", own: "0.1.0" }),
        "the command was not started: its supervisor is outlive 9.9.9, and this is outlive 0.1.0, which was replaced: they do not understand each other; start this program anew, and see process list",
      ],
    ],
    UnknownAction: [
      [
        new Errors.UnknownAction({ given: "nothing", known: ["list", "poll"] }),
        "nothing is no action; there are list, poll",
      ],
    ],
    UnknownCommand: [
      [
        new Errors.UnknownCommand({ id: "no\nsuch" }),
        'there is no command "no\\nsuch" in the background here; see process list',
      ],
    ],
    UnknownField: [
      [
        new Errors.UnknownField({ field: "cwd", known: ["tool", "workdir"] }),
        'there is no field "cwd"; there are tool, workdir',
      ],
    ],
    UnknownTool: [[new Errors.UnknownTool({ given: '"bash"' }), '"bash" is no tool; there are exec and process']],
  }

describe("an error is told in one line, and its code is its tag", () => {
  test.each(Object.entries(lines).flatMap(([code, told]) => told.map(([error, line]) => ({ code, error, line }))))(
    "$code: $line",
    ({ code, error, line }) => {
      expect(toLine(describeExecError(error))).toBe(line)
      expect(reportOf(error)).toEqual({ code, ...describeExecError(error) })
    },
  )
})

test("anything else that is thrown is a fault of the program", () => {
  expect(reportOf(new TypeError("x is not a function\nat y"))).toEqual({
    code: "InternalFault",
    message: "outlive has a fault: TypeError: x is not a function",
    hint: "please report it",
  })
})
