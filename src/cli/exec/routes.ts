import { type ApplicationContext, buildCommand, buildRouteMap } from "@stricli/core"

import {
  command,
  duration,
  json,
  option,
  readAnyNumber,
  readNumber,
  toggle,
  variables,
  word,
} from "../words/command.ts"
import type { ExecFlags } from "./exec.ts"
import type { KeysFlags, LogFlags, PasteFlags, PollFlags, ProcessFlags, WriteFlags } from "./process.ts"
import type { ToolFlags } from "./tool.ts"

const scope = option("See only the commands of SCOPE (default: OUTLIVE_SCOPE, or all)", "SCOPE", String)

/** The flags of every action of `process`; `documents` are what it prints with `--json`. (docs/schemas) */
const processFlags = (...documents: Parameters<typeof json>) => ({ scope, json: json(...documents) }) as const

const id = word("ID", "Id of the command")

const text = (brief: string) => ({ ...word("TEXT", brief), optional: true }) as const

const one = { kind: "tuple", parameters: [id] } as const

/** `outlive exec` */
const exec = buildCommand<ExecFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("./exec.ts")).exec),
  parameters: {
    flags: {
      yieldMs: option("Go to the background after MS milliseconds (default: 10000)", "MS", readNumber),
      background: toggle("Go to the background at once"),
      timeout: duration("End the command after DURATION (0: never; default: 30m)"),
      pty: toggle("Run on a terminal of its own, 120 columns by 30 rows"),
      workdir: option("DIR to run in (default: the current directory)", "DIR", String),
      env: variables("Variable K=V for the command; may be repeated"),
      elevated: toggle("Run outside the configured sandbox, if that is allowed"),
      sync: toggle("Never go to the background"),
      scope: option("Run in SCOPE, unseen by other scopes (default: OUTLIVE_SCOPE, or none)", "SCOPE", String),
      json: json("exec-ended", "exec-running"),
    },
    positional: { kind: "array", parameter: word("CMD", "Command to run"), minimum: 1 },
  },
  docs: {
    customUsage: ["[FLAG]... -- CMD...", "[FLAG]... 'CMD | CMD'"],
    brief: "Run a command, in the background if it takes long",
    fullDescription: `Runs a command with $SHELL -c: a single word is a line for the shell, several are a program and its arguments. Its
output is passed through, and its exit code is returned (128+N: ended by signal N; 124: timed out). After 10 s it goes
to the background, and its id is printed: outlive process finds it by that id, even when the caller is gone.

Example: outlive exec -- npm test
Example: outlive exec --background 'cd web && npm run dev'`,
  },
})

const list = buildCommand<ProcessFlags, [], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).list),
  parameters: { flags: processFlags("process-list") },
  docs: {
    brief: "List the commands in the background, newest first",
    fullDescription: `Lists the commands in the background: the running ones, and those that ended in the last 30 minutes.

Example: outlive process list`,
  },
})

const poll = buildCommand<PollFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).poll),
  parameters: {
    flags: {
      timeout: option("Wait up to MS milliseconds for news (default: 0; at most 30000)", "MS", readNumber),
      ...processFlags("process-poll"),
    },
    positional: one,
  },
  docs: {
    brief: "Print the output since the last poll, and the command's state",
    fullDescription: `Prints a command's output since the last poll, whoever polled, and then whether it is running or how it ended.

Example: outlive process poll calm-reef --timeout 5000`,
  },
})

const log = buildCommand<LogFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).log),
  parameters: {
    flags: {
      offset: option("Begin at line N, counted from 0 (default: the last 200 lines)", "N", readAnyNumber),
      limit: option("Print N lines; without --offset, the last N", "N", readAnyNumber),
      ...processFlags("process-log"),
    },
    positional: one,
  },
  docs: {
    brief: "Print lines of a command's output",
    fullDescription: `Prints the last 200 lines of a command's output. With --offset and no --limit, prints from that line to the end.

Example: outlive process log calm-reef --offset 1000 --limit 100`,
  },
})

const write = buildCommand<WriteFlags, [id: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).write),
  parameters: {
    flags: {
      data: option("TEXT to write (default: stdin)", "TEXT", String),
      eof: toggle("Close its stdin afterwards; on a terminal, type Ctrl-D"),
      ...processFlags("process-typed"),
    },
    positional: { kind: "tuple", parameters: [id, text("Text to write (default: stdin)")] },
  },
  docs: {
    customUsage: ["ID --data TEXT [--eof]", "[--eof] ID TEXT", "ID < FILE", "--eof ID - < FILE"],
    brief: "Write to a command's stdin",
    fullDescription: `Writes text to a command's stdin as it is; no newline is added.

Example: outlive process write calm-reef --data $'yes\\n'
Example: outlive process write calm-reef --eof - < answers`,
  },
})

const sendKeys = buildCommand<KeysFlags, [id: string, ...keys: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).sendKeys),
  parameters: {
    flags: {
      keys: {
        kind: "parsed",
        brief: "KEY to press, like the keys after the id; may be repeated",
        placeholder: "KEY",
        parse: String,
        variadic: true,
        optional: true,
      },
      hex: {
        kind: "parsed",
        brief: "Byte HH to send, in hexadecimal; may be repeated",
        placeholder: "HH",
        parse: String,
        variadic: true,
        optional: true,
      },
      literal: option("TEXT to type before the keys", "TEXT", String),
      ...processFlags("process-typed"),
    },
    positional: { kind: "array", parameter: word("ID KEY", "Id of the command, then the keys"), minimum: 1 },
  },
  docs: {
    customUsage: ["ID [KEY]... [--hex HH]... [--literal TEXT]"],
    brief: "Press keys on a command's terminal",
    fullDescription: `Presses keys by name: Enter, Tab, Escape, Up, PageDown, F5, C-c, M-x, S-Tab and so on. Other words are typed as text.

Example: outlive process send-keys calm-reef C-c
Example: outlive process send-keys calm-reef ':wq' Enter`,
  },
})

const submit = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).submit),
  parameters: { flags: processFlags("process-typed"), positional: one },
  docs: {
    brief: "Press Enter on a command's terminal",
    fullDescription: `Presses Enter on a command's terminal; without a terminal, writes a newline to its stdin.

Example: outlive process submit calm-reef`,
  },
})

const paste = buildCommand<PasteFlags, [id: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).paste),
  parameters: {
    flags: {
      text: option("TEXT to paste (default: stdin)", "TEXT", String),
      bracketed: {
        kind: "boolean",
        brief: "Mark the text as pasted, as terminals do",
        default: true,
        withNegated: true,
      },
      ...processFlags("process-typed"),
    },
    positional: { kind: "tuple", parameters: [id, text("Text to paste (default: stdin)")] },
  },
  docs: {
    customUsage: ["ID --text TEXT [--no-bracketed]", "[--no-bracketed] ID TEXT", "[--no-bracketed] ID < FILE"],
    brief: "Paste text on a command's terminal",
    fullDescription: `Pastes text as a terminal does, between the control sequences that tell the program that it is a paste.

Example: outlive process paste calm-reef < function.py`,
  },
})

const kill = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).kill),
  parameters: { flags: processFlags("process-kill"), positional: one },
  docs: {
    brief: "End a command and everything it has started",
    fullDescription: `Ends a command and everything it has started: TERM, then KILL for what is left after 3 s.

Example: outlive process kill calm-reef`,
  },
})

const clear = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).clear),
  parameters: { flags: processFlags("process-forgotten"), positional: one },
  docs: {
    brief: "Forget a command that has ended",
    fullDescription: `Removes the output and the record of a command that has ended.

Example: outlive process clear calm-reef`,
  },
})

const remove = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("./process.ts")).remove),
  parameters: { flags: processFlags("process-forgotten"), positional: one },
  docs: {
    brief: "End a command if it is running, and forget it",
    fullDescription: `Ends a command if it is running, and removes its output and its record.

Example: outlive process remove calm-reef`,
  },
})

/** `outlive process` */
const process = buildRouteMap<
  "list" | "poll" | "log" | "write" | "sendKeys" | "submit" | "paste" | "kill" | "clear" | "remove",
  ApplicationContext
>({
  routes: { list, poll, log, write, sendKeys, submit, paste, kill, clear, remove },
  docs: {
    brief: "Follow, control and end commands in the background",
    fullDescription: `Follows, controls and ends the commands that outlive exec has put into the background. Exits with 1 if the request
cannot be carried out, 2 on a usage error.

Example: outlive process list
Example: outlive process poll calm-reef`,
  },
})

/** `outlive tool`: the same for programs. */
const tool = buildCommand<ToolFlags, [], ApplicationContext>({
  loader: command(async () => (await import("./tool.ts")).tool),
  parameters: { flags: { scope } },
  docs: {
    brief: "Answer requests for exec and process, as JSON lines",
    fullDescription: `Reads requests from stdin, one JSON object per line, and answers each with a line, in order. A request with an "id" may
be answered out of order; its answer has the same id.

Example: echo '{"tool":"exec","command":"npm run dev","background":true}' | outlive tool`,
  },
})

/** The routes of this part. */
export const commands = { exec, process, tool }
