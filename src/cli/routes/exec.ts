import { type ApplicationContext, buildCommand, buildRouteMap } from "@stricli/core"

import type { ExecFlags } from "../exec.ts"
import type { KeysFlags, LogFlags, PasteFlags, PollFlags, ProcessFlags, WriteFlags } from "../process.ts"
import type { ToolFlags } from "../tool.ts"
import { command, duration, json, option, readAnyNumber, readNumber, toggle, variables, word } from "./command.ts"

const scope = option("Only commands of this scope (default: OUTLIVE_SCOPE)", "S", String)

const processFlags = { scope, json } as const

const id = word("ID", "The id of a command")

const text = { ...word("TEXT", "What to write (default: stdin)"), optional: true } as const

const one = { kind: "tuple", parameters: [id] } as const

/** Runs a command for the shell. */
export const exec = buildCommand<ExecFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("../exec.ts")).exec),
  parameters: {
    flags: {
      yieldMs: option("Wait before it goes to the background (default: 10000)", "MS", readNumber),
      background: toggle("To the background at once"),
      timeout: duration("Then it is ended, with all that it started; 0: never (default: 30m)"),
      pty: toggle("On a terminal of its own, 120 columns by 30 rows"),
      workdir: option("Where it runs (default: the current directory)", "DIR", String),
      env: variables("A variable for it"),
      elevated: toggle("Outside the configured sandbox, where that is allowed"),
      sync: toggle("Never to the background"),
      scope: option("Only this scope sees it (default: OUTLIVE_SCOPE)", "S", String),
      json,
    },
    positional: { kind: "array", parameter: word("CMD", "The command"), minimum: 1 },
  },
  docs: {
    customUsage: ["[FLAG]... -- CMD...", "[FLAG]... 'CMD | CMD'"],
    brief: "Run a command, in the background where it takes its time",
    fullDescription: `Runs a command with $SHELL -c: one word is a line for the shell, several are a program and its words. What it prints
comes through, and the exit code is its own (128+N: signal N; 124: it timed out). After 10 s it goes to the background,
and an id is printed, by which outlive process finds it, whatever becomes of its starter.

Example: outlive exec -- npm test
Example: outlive exec --background 'cd web && npm run dev'`,
  },
})

const list = buildCommand<ProcessFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).list),
  parameters: { flags: processFlags },
  docs: {
    brief: "Show all commands in the background, the newest first",
    fullDescription: `Shows the commands in the background: those that run, and those that ended less than half an hour ago.

Example: outlive process list`,
  },
})

const poll = buildCommand<PollFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).poll),
  parameters: {
    flags: { timeout: option("Wait for news, at most so long (at most 30000)", "MS", readNumber), ...processFlags },
    positional: one,
  },
  docs: {
    brief: "Print what is new since the last poll, and how the command is",
    fullDescription: `Prints what a command has printed since the last poll, whoever polled, and then whether it runs or how it ended.

Example: outlive process poll calm-reef --timeout 5000`,
  },
})

const log = buildCommand<LogFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).log),
  parameters: {
    flags: {
      offset: option("The first line, counted from 0", "N", readAnyNumber),
      limit: option("How many lines; without --offset the last ones", "N", readAnyNumber),
      ...processFlags,
    },
    positional: one,
  },
  docs: {
    brief: "Print lines of what a command has printed",
    fullDescription: `Prints the last 200 lines of what a command has printed; with --offset those from there on.

Example: outlive process log calm-reef --offset 1000 --limit 100`,
  },
})

const write = buildCommand<WriteFlags, [id: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).write),
  parameters: {
    flags: {
      data: option("What to write", "TEXT", String),
      eof: toggle("Close its stdin afterwards; on a terminal, type Ctrl-D"),
      ...processFlags,
    },
    positional: { kind: "tuple", parameters: [id, text] },
  },
  docs: {
    customUsage: ["ID --data TEXT [--eof]", "[--eof] ID TEXT", "ID < FILE", "--eof ID - < FILE"],
    brief: "Write to a command's stdin",
    fullDescription: `Writes text to a command's stdin as it is, without a line's end of its own.

Example: outlive process write calm-reef --data $'yes\\n'
Example: outlive process write calm-reef --eof - < answers`,
  },
})

const sendKeys = buildCommand<KeysFlags, [id: string, ...keys: Array<string>], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).sendKeys),
  parameters: {
    flags: {
      keys: {
        kind: "parsed",
        brief: "A key; may be given several times, as keys after the id",
        placeholder: "KEY",
        parse: String,
        variadic: true,
        optional: true,
      },
      hex: {
        kind: "parsed",
        brief: "A byte as two hexadecimal digits; may be given several times",
        placeholder: "HH",
        parse: String,
        variadic: true,
        optional: true,
      },
      literal: option("Text, typed before the keys", "TEXT", String),
      ...processFlags,
    },
    positional: { kind: "array", parameter: word("ID KEY", "The id of a command, then keys"), minimum: 1 },
  },
  docs: {
    customUsage: ["ID [KEY]... [--hex HH]... [--literal TEXT]"],
    brief: "Press keys on a command's terminal",
    fullDescription: `Presses keys: Enter, Tab, Escape, Up, PageDown, F5, C-c, M-x, S-Tab and so on; other words are typed as they are.

Example: outlive process send-keys calm-reef C-c
Example: outlive process send-keys calm-reef ':wq' Enter`,
  },
})

const submit = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).submit),
  parameters: { flags: processFlags, positional: one },
  docs: {
    brief: "Press Enter on a command's terminal",
    fullDescription: `Presses Enter.

Example: outlive process submit calm-reef`,
  },
})

const paste = buildCommand<PasteFlags, [id: string, text?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).paste),
  parameters: {
    flags: {
      text: option("What to paste", "TEXT", String),
      bracketed: {
        kind: "boolean",
        brief: "As one piece, for programs that ask for it",
        default: true,
        withNegated: true,
      },
      ...processFlags,
    },
    positional: { kind: "tuple", parameters: [id, text] },
  },
  docs: {
    customUsage: ["ID --text TEXT [--no-bracketed]", "[--no-bracketed] ID TEXT", "[--no-bracketed] ID < FILE"],
    brief: "Paste text on a command's terminal",
    fullDescription: `Pastes text as a terminal does, between the sequences that tell a program it is pasted.

Example: outlive process paste calm-reef < function.py`,
  },
})

const kill = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).kill),
  parameters: { flags: processFlags, positional: one },
  docs: {
    brief: "End a command, with all that it started",
    fullDescription: `Ends a command with all that it has started: TERM, and KILL for what is still there after 3 s.

Example: outlive process kill calm-reef`,
  },
})

const clear = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).clear),
  parameters: { flags: processFlags, positional: one },
  docs: {
    brief: "Forget a command that has ended",
    fullDescription: `Removes what is kept of a command that has ended.

Example: outlive process clear calm-reef`,
  },
})

const remove = buildCommand<ProcessFlags, [id: string], ApplicationContext>({
  loader: command(async () => (await import("../process.ts")).remove),
  parameters: { flags: processFlags, positional: one },
  docs: {
    brief: "End a command if it runs, and forget it",
    fullDescription: `Ends a command if it runs, and removes what is kept of it.

Example: outlive process remove calm-reef`,
  },
})

/** The commands over commands in the background. */
export const process = buildRouteMap<
  "list" | "poll" | "log" | "write" | "sendKeys" | "submit" | "paste" | "kill" | "clear" | "remove",
  ApplicationContext
>({
  routes: { list, poll, log, write, sendKeys, submit, paste, kill, clear, remove },
  docs: {
    brief: "Follow, steer and end commands in the background",
    fullDescription: `Follows, steers and ends the commands that outlive exec has put into the background. What is asked for in vain is 1,
words that are wrong are 2.

Example: outlive process list
Example: outlive process poll calm-reef`,
  },
})

/** The same for programs. */
export const tool = buildCommand<ToolFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../tool.ts")).tool),
  parameters: { flags: { scope } },
  docs: {
    brief: "Answer requests for exec and process, a JSON object a line",
    fullDescription: `Reads one JSON object a line from stdin, and answers each with one, in order. A request with an "id" may be answered out
of order, with that id.

Example: echo '{"tool":"exec","command":"npm run dev","background":true}' | outlive tool`,
  },
})
