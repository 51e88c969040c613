import { type ApplicationContext, buildCommand } from "@stricli/core"

import { agents, commandAgent, defaultAgent } from "../../tasks/agents/agents.ts"
import type { PruneFlags } from "../prune.ts"
import { command, duration, json, option, readNumber, readSpan, toggle, variables, word } from "../words/command.ts"
import type { AttachFlags } from "./attach.ts"
import type { LogsFlags } from "./logs.ts"
import type { RestoreFlags } from "./restore.ts"
import type { ResumeFlags } from "./resume.ts"
import type { RunFlags } from "./run.ts"
import type { StatusFlags } from "./status.ts"
import type { StopFlags } from "./stop.ts"
import type { WaitFlags } from "./wait.ts"

type JsonFlag = { readonly json: boolean }

const taskName = word("NAME", "Name of the task")

/** The values of `--agent`, in words. The words after `--` need no agent's name. */
const agentChoice = agents
  .filter((agent) => agent !== commandAgent)
  .map((agent) => (agent === defaultAgent ? `${agent.name} (default)` : agent.name))
  .join(", ")
  .replace(/, (?=[^,]*$)/, " or ")

const run = buildCommand<RunFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("./run.ts")).run),
  parameters: {
    flags: {
      name: {
        kind: "parsed",
        brief: "NAME of the task: lower-case letters, digits, dashes",
        placeholder: "NAME",
        parse: String,
      },
      agent: option(`AGENT: ${agentChoice}`, "AGENT", String),
      model: option("MODEL to use, or an alias (default: the agent's choice)", "MODEL", String),
      dir: option("DIR of the project (default: the current directory)", "DIR", String),
      prompt: option("TEXT of the prompt (default: read from stdin)", "TEXT", String),
      promptFile: option("FILE with the prompt; - is stdin", "FILE", String),
      env: variables("Variable K=V for the agent; may be repeated"),
      maxRetries: option("Give up after N resumes (default: 10)", "N", readNumber),
      deadline: option("Give up after DURATION (default: 5h)", "DURATION", readSpan),
      resumeOn: {
        kind: "enum",
        values: ["crash", "failure", "never"],
        brief: "When to resume the task",
        default: "crash",
      },
      permissions: option("Permission MODE: skip (default) or one of the agent's", "MODE", String),
      taskDir: option("DIR for the task's files (default: below OUTLIVE_HOME)", "DIR", String),
      ifAbsent: toggle("Succeed if a task of that name is already running"),
      replace: toggle("Stop a running task of that name first"),
      wait: toggle("Wait for the end, and exit as `outlive wait` does"),
      follow: toggle("Like --wait, and print the output as it comes"),
      json: json("run", "wait"),
    },
    positional: { kind: "array", parameter: word("CMD", "Program to run in place of an agent, after --") },
  },
  docs: {
    customUsage: ["--name NAME [FLAG]... < PROMPT", "--name NAME [FLAG]... -- CMD [ARG]..."],
    brief: "Start a task that is watched, and resumed when it dies",
    fullDescription: `Starts an agent with a prompt, in tmux and detached from the caller. The task goes on when the caller dies, is watched,
and is resumed in its own conversation when the agent dies or hangs.

With --permissions skip, the default, nobody is asked for approval: the agent reads, writes and runs whatever it wants,
with your rights.

A program after -- gets the prompt as its stdin, which is empty without one; --prompt-file - hands on what is piped in.

Example: echo 'Make the tests pass' | outlive run --name fix-tests
Example: outlive run --name fix-tests --prompt-file task.md --model opus --dir ~/project --follow
Example: outlive run --name nightly --resume-on failure -- make release`,
  },
})

const status = buildCommand<StatusFlags, [name?: string | undefined], ApplicationContext>({
  loader: command(async () => (await import("./status.ts")).status),
  parameters: {
    flags: { json: json("status", "statuses"), watch: toggle("Redraw until interrupted") },
    positional: { kind: "tuple", parameters: [{ ...taskName, optional: true }] },
  },
  docs: {
    brief: "Show one task, or a table of all",
    fullDescription: `Shows one task, or a table of all: what is running, what has ended and how, what went wrong and what to do about it.

Example: outlive status
Example: outlive status fix-tests --json`,
  },
})

const logs = buildCommand<LogsFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./logs.ts")).logs),
  parameters: {
    flags: {
      lines: option("Print the last N lines (default: 50)", "N", readNumber),
      follow: toggle("Keep printing until the task ends"),
      events: toggle("Print the agent's own events, one JSON object per line"),
      raw: toggle("Do not filter out control sequences"),
    },
    aliases: { n: "lines", f: "follow" },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Show what the agent says and does",
    fullDescription: `Prints the last lines of what the agent says and does.

Example: outlive logs fix-tests -f`,
  },
})

const result = buildCommand<JsonFlag, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./result.ts")).result),
  parameters: { flags: { json: json("result") }, positional: { kind: "tuple", parameters: [taskName] } },
  docs: {
    brief: "Print the agent's final answer and nothing else",
    fullDescription: `Prints the agent's final answer and nothing else.

Example: outlive wait fix-tests && outlive result fix-tests`,
  },
})

const wait = buildCommand<WaitFlags, Array<string>, ApplicationContext>({
  loader: command(async () => (await import("./wait.ts")).wait),
  parameters: {
    flags: {
      timeout: duration("Wait at most DURATION (default: no limit)"),
      any: toggle("Wait for the first of them only"),
      follow: toggle("Print the output of the task as it comes"),
      json: json("wait"),
    },
    positional: { kind: "array", parameter: taskName, minimum: 1 },
  },
  docs: {
    brief: "Wait for tasks to end",
    fullDescription: `Waits for the tasks to end, and exits with the agent's exit code: of several, with the first that is not 0.
Exits with 124 on timeout, 125 if a task was stopped, given up or lost.

Example: outlive wait fix-tests --timeout 2h`,
  },
})

const stop = buildCommand<StopFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./stop.ts")).stop),
  parameters: {
    flags: { grace: duration("Wait DURATION between TERM and KILL (default: 10s)"), json: json("stop") },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Stop a task and everything its agent has started",
    fullDescription: `Stops a task: its agent, everything the agent has started, its monitor and its session. Its files stay, so that it can
be resumed.

Example: outlive stop fix-tests --grace 30s`,
  },
})

const resume = buildCommand<ResumeFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./resume.ts")).resume),
  parameters: {
    flags: { prompt: option("TEXT to tell the agent (default: to go on)", "TEXT", String), json: json("status") },
    positional: { kind: "tuple", parameters: [taskName] },
  },
  docs: {
    brief: "Resume a task that has ended, was stopped or is lost",
    fullDescription: `Resumes a task that has ended, failed, was stopped or is lost, in its own conversation.

Example: outlive resume fix-tests --prompt 'Now the documentation too'`,
  },
})

const attach = buildCommand<AttachFlags, [name: string], ApplicationContext>({
  loader: command(async () => (await import("./attach.ts")).attach),
  parameters: { flags: {}, positional: { kind: "tuple", parameters: [taskName] } },
  docs: {
    brief: "Open the live pane of a task",
    fullDescription: `Opens the live pane of a task on this terminal. Ctrl-B d detaches from it.

Example: outlive attach fix-tests`,
  },
})

const restore = buildCommand<RestoreFlags, [], ApplicationContext>({
  loader: command(async () => (await import("./restore.ts")).restore),
  parameters: { flags: { json: json("restore"), unit: toggle("Print a systemd unit that does this at every boot") } },
  docs: {
    brief: "Resume every task that should be running, as after a reboot",
    fullDescription: `Resumes, in its own conversation, every task that was running when the machine or tmux went down. Running it again
changes nothing.

Example: outlive restore
Example: outlive restore --unit > ~/.config/systemd/user/outlive-restore.service`,
  },
})

const prune = buildCommand<PruneFlags, [], ApplicationContext>({
  loader: command(async () => (await import("../prune.ts")).prune),
  parameters: {
    flags: {
      olderThan: duration("Remove what ended more than DURATION ago (default: 7d)"),
      dryRun: toggle("Print what would be removed, and remove nothing"),
      json: json("prune"),
    },
  },
  docs: {
    brief: "Remove the files of ended tasks, sessions and commands",
    fullDescription: `Removes the files of ended tasks and sessions, and of ended commands of outlive exec.

Example: outlive prune --older-than 30d --dry-run`,
  },
})

const doctor = buildCommand<JsonFlag, [], ApplicationContext>({
  loader: command(async () => (await import("../doctor.ts")).doctor),
  parameters: { flags: { json: json("doctor") } },
  docs: {
    brief: "Check what outlive needs, and say how to get it",
    fullDescription: `Checks what outlive needs: tmux, agents, directories, control groups. Exits with 1 if something keeps it from working.

Example: outlive doctor`,
  },
})

/** The routes of this part. */
export const tasks = { run, status, logs, result, wait, stop, resume, attach, restore, prune, doctor }
