import { type ApplicationContext, buildCommand } from "@stricli/core"

import type { AttachFlags } from "../attach.ts"
import type { LogsFlags } from "../logs.ts"
import type { PruneFlags } from "../prune.ts"
import type { RestoreFlags } from "../restore.ts"
import type { ResumeFlags } from "../resume.ts"
import type { RunFlags } from "../run.ts"
import type { StatusFlags } from "../status.ts"
import type { StopFlags } from "../stop.ts"
import type { WaitFlags } from "../wait.ts"
import { command, duration, json, option, readNumber, readSpan, toggle, variables, word } from "./command.ts"

type JsonFlag = { readonly json: boolean }

const taskName = word("NAME", "The name of a task")

const run = buildCommand<RunFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("../run.ts")).run),
  parameters: {
    flags: {
      name: {
        kind: "parsed",
        brief: "What to call the task: small letters, digits, dashes",
        placeholder: "NAME",
        parse: String,
      },
      agent: option("claude (default), codex, opencode, gemini, pi or command", "AGENT", String),
      model: option("The model, as the agent calls it, or an alias: opus, sonnet", "MODEL", String),
      dir: option("The project's directory (default: the current one)", "DIR", String),
      prompt: option("What the agent is to do", "TEXT", String),
      promptFile: option("The same, from a file", "FILE", String),
      env: variables("A variable for the agent"),
      maxRetries: option("Resumes before it is given up (default: 10)", "N", readNumber),
      deadline: option("Time before it is given up (default: 5h)", "DURATION", readSpan),
      resumeOn: {
        kind: "enum",
        values: ["crash", "failure", "never"],
        brief: "Ends after which it is brought back",
        default: "crash",
      },
      permissions: option("skip (default): all is allowed; or a mode of the agent's", "MODE", String),
      taskDir: option("Where the task's files are kept", "DIR", String),
      ifAbsent: toggle("A running task of that name is success"),
      replace: toggle("A task of that name is stopped first"),
      wait: toggle("Wait for the end, and exit as `wait` does"),
      follow: toggle("The same, and show the output as it comes"),
      json,
    },
    positional: { kind: "array", parameter: word("CMD", "After --: the program of a task without an agent") },
  },
  docs: {
    customUsage: ["--name NAME [FLAG]... < PROMPT", "--name NAME [FLAG]... -- CMD [ARG]..."],
    brief: "Start a task, and leave it to itself",
    fullDescription: `Starts an agent with a prompt, in tmux, away from whoever calls this: it goes on when the caller dies, is watched, and
is brought back into its conversation when it dies or hangs. Without --prompt and --prompt-file the prompt is read from
stdin.

With the default permissions, skip, nobody is asked: the agent reads, writes and runs what it wants, with your rights.

Example: echo 'Make the tests pass' | outlive run --name fix-tests
Example: outlive run --name fix-tests --prompt-file task.md --model opus --dir ~/project --follow
Example: outlive run --name nightly --resume-on failure -- make release`,
  },
})

const status = buildCommand<StatusFlags, [name?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("../status.ts")).status),
  parameters: {
    flags: { json, watch: toggle("Redraw in place until interrupted") },
    positional: { kind: "tuple", parameters: [{ ...taskName, optional: true }] },
  },
  docs: {
    brief: "Show a task, or a table of all",
    fullDescription: `Shows a task, or a table of all: what runs, what has ended and how, what went wrong and what to do.

Example: outlive status
Example: outlive status fix-tests --json`,
  },
})

const logs = buildCommand<LogsFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../logs.ts")).logs),
  parameters: {
    flags: {
      lines: option("How many lines (default: 50)", "N", readNumber),
      follow: toggle("Go on until the task ends"),
      events: toggle("The agent's own events, a JSON object a line"),
      raw: toggle("As it is, without a filter for control sequences"),
    },
    aliases: { n: "lines", f: "follow" },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Show what the agent says and does",
    fullDescription: `Shows the last lines of what the agent says and does.

Example: outlive logs fix-tests -f`,
  },
})

const result = buildCommand<JsonFlag, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../result.ts")).result),
  parameters: { flags: { json }, positional: { kind: "tuple", parameters: [taskName] } },
  docs: {
    brief: "Print the agent's final answer, and nothing else",
    fullDescription: `Prints the agent's final answer, and nothing else.

Example: outlive wait fix-tests && outlive result fix-tests`,
  },
})

const wait = buildCommand<WaitFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("../wait.ts")).wait),
  parameters: {
    flags: {
      timeout: duration("How long at most"),
      any: toggle("Until one of them has ended"),
      follow: toggle("Show the output of the task as it comes"),
      json,
    },
    positional: { kind: "array", parameter: taskName, minimum: 1 },
  },
  docs: {
    brief: "Wait until tasks have ended",
    fullDescription: `Waits until the tasks have ended, and exits with the agent's exit code: of several, with the first that is not 0.
124 when the time is over, 125 when a task was stopped, given up or lost.

Example: outlive wait fix-tests --timeout 2h`,
  },
})

const stop = buildCommand<StopFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../stop.ts")).stop),
  parameters: {
    flags: { grace: duration("Between TERM and KILL (default: 10s)"), json },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Stop a task, with all that its agent started",
    fullDescription: `Stops a task: its agent, all that the agent started, its monitor and its session. The files stay, and it can be
resumed.

Example: outlive stop fix-tests --grace 30s`,
  },
})

const resume = buildCommand<ResumeFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../resume.ts")).resume),
  parameters: {
    flags: { prompt: option("What to tell the agent (default: to go on)", "TEXT", String), json },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Go on with a task that has ended, was stopped or is lost",
    fullDescription: `Goes on with a task that has ended, failed, was stopped or is lost, in its own conversation.

Example: outlive resume fix-tests --prompt 'Now the documentation too'`,
  },
})

const attach = buildCommand<AttachFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("../attach.ts")).attach),
  parameters: { flags: {}, positional: { kind: "tuple", parameters: [taskName] } },
  docs: {
    brief: "Look at the live pane of a task",
    fullDescription: `Shows the live pane of a task on this terminal; Ctrl-B d leaves it.

Example: outlive attach fix-tests`,
  },
})

const restore = buildCommand<RestoreFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../restore.ts")).restore),
  parameters: { flags: { json, unit: toggle("Print a systemd unit that does this at every boot") } },
  docs: {
    brief: "Bring back every task that should be running, as after a reboot",
    fullDescription: `Brings back, in its own conversation, every task that was running when the machine or tmux went down. Run twice it does
nothing more.

Example: outlive restore
Example: outlive restore --unit > ~/.config/systemd/user/outlive-restore.service`,
  },
})

const prune = buildCommand<PruneFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../prune.ts")).prune),
  parameters: {
    flags: {
      olderThan: duration("Only what ended longer ago than this (default: 7d)"),
      dryRun: toggle("Only say what would be removed"),
      json,
    },
  },
  docs: {
    brief: "Remove the files of ended tasks, sessions and commands",
    fullDescription: `Removes the files of tasks, sessions and commands of outlive exec that have ended.

Example: outlive prune --older-than 30d --dry-run`,
  },
})

const doctor = buildCommand<JsonFlag, [], ApplicationContext>({
  loader: command(async () => (await import("../doctor.ts")).doctor),
  parameters: { flags: { json } },
  docs: {
    brief: "Check what outlive needs, and say what to do",
    fullDescription: `Checks what outlive needs: tmux, agents, directories, control groups. Exits with 1 where something keeps it from its
work.

Example: outlive doctor`,
  },
})

/** The commands over tasks. */
export const tasks = { run, status, logs, result, wait, stop, resume, attach, restore, prune, doctor }
