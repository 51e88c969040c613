import {
  type ApplicationContext,
  type ApplicationText,
  buildApplication,
  buildCommand,
  buildRouteMap,
  ExitCode,
  run,
  text_en,
} from "@stricli/core"

import { internalFault } from "../internalFault.ts"
import { printError, printLine } from "../os/terminal/print.ts"
import { type Description, quote, toLine } from "../words.ts"
import { exec, process as overCommands, tool } from "./exec/routes.ts"
import { session } from "./session/routes.ts"
import { withTextAsItIs } from "./session/typedWords.ts"
import { tasks } from "./tasks/routes.ts"
import { command, word } from "./words/command.ts"
import { endOfFlags, strayFlag, withSeparateValues, withShortValues } from "./words/commandLine.ts"
import { exitCodeInternalFault, exitCodeUsage, toJson } from "./words/failure.ts"
import { describeUsageError } from "./words/usageErrors.ts"

const manifestPath = word("FILE", "The path of a manifest")

const manifest = buildRouteMap<"get" | "set" | "show", ApplicationContext>({
  routes: {
    get: buildCommand<{}, [path: string, key: string], ApplicationContext>({
      loader: command(async () => (await import("./scripts/manifest.ts")).get),
      parameters: {
        positional: { kind: "tuple", parameters: [manifestPath, word("KEY", "The key")] },
      },
      docs: {
        brief: "Print the value of a key",
        fullDescription: `Prints the value of a key. A key that is not there is an error.

Example: outlive manifest get "$TASK_TMPDIR/manifest" status`,
      },
    }),
    set: buildCommand<{}, [path: string, ...pairs: Array<string>], ApplicationContext>({
      loader: command(async () => (await import("./scripts/manifest.ts")).set),
      parameters: {
        positional: {
          kind: "array",
          parameter: word("FILE KEY=VALUE", "The path of a manifest, then what to set"),
          minimum: 1,
        },
      },
      docs: {
        brief: "Set keys, atomically and under the manifest's lock",
        fullDescription: `Sets keys in one atomic step, under the lock that shell scripts respect too. Other lines keep their place.

Example: outlive manifest set "$TASK_TMPDIR/manifest" status=running pid=4242`,
      },
    }),
    show: buildCommand<{ readonly json: boolean }, [path: string], ApplicationContext>({
      loader: command(async () => (await import("./scripts/manifest.ts")).show),
      parameters: {
        flags: { json: { kind: "boolean", brief: "Print one JSON object", default: false, withNegated: false } },
        positional: { kind: "tuple", parameters: [manifestPath] },
      },
      docs: {
        brief: "Print every key and its value",
        fullDescription: `Prints every key and its value, as lines or as one JSON object.

Example: outlive manifest show "$TASK_TMPDIR/manifest" --json`,
      },
    }),
  },
  docs: {
    brief: "Read and update the manifest of a task",
    fullDescription: `Reads and updates the manifest of a task.

Example: outlive manifest get "$TASK_TMPDIR/manifest" status`,
  },
})

const pane = buildRouteMap<"classify", ApplicationContext>({
  routes: {
    classify: buildCommand({
      loader: command(async () => (await import("./scripts/pane.ts")).classify),
      parameters: {},
      docs: {
        brief: "Tell what the last lines of a pane look like",
        fullDescription: `Reads the last lines of a pane on stdin and prints one word:
waiting_for_input, crash_text, upgrade_nag or unknown.

Example: tmux capture-pane -p -t claude-fix -S -30 | outlive pane classify`,
      },
    }),
  },
  docs: {
    brief: "Read what is on a terminal",
    fullDescription: `Reads what is on a terminal.

Example: tmux capture-pane -p -t claude-fix -S -30 | outlive pane classify`,
  },
})

const root = buildRouteMap<
  | keyof typeof tasks
  | "session"
  | "exec"
  | "process"
  | "tool"
  | "wrapper"
  | "monitor"
  | "capture"
  | "pane"
  | "manifest",
  ApplicationContext
>({
  routes: {
    ...tasks,
    session,
    exec,
    process: overCommands,
    tool,
    wrapper: buildCommand({
      loader: async () => runsElsewhere,
      parameters: {},
      docs: {
        brief: "Run the agent of a task, from start to recorded end",
        fullDescription: `Runs the agent of the task in the directory TASK_TMPDIR, in the foreground, and records how it ended.

Example: TASK_TMPDIR=/tmp/task outlive wrapper`,
      },
    }),
    monitor: buildCommand<{}, [session: string, directory: string], ApplicationContext>({
      loader: async () => runsElsewhere,
      parameters: {
        positional: {
          kind: "tuple",
          parameters: [
            word("SESSION", "The tmux session that the task runs in"),
            word("TASK_DIRECTORY", "The directory of the task"),
          ],
        },
      },
      docs: {
        brief: "Watch a task, and bring it back when it crashes or hangs",
        fullDescription: `Watches the task that runs in the tmux session until it is complete, brings it back when it crashed or hangs, and
ends its session. Settings: MONITOR_BASE_INTERVAL, MONITOR_MAX_INTERVAL, MONITOR_DEADLINE, MONITOR_GRACE_PERIOD,
MONITOR_DISPATCH_WAIT (seconds), MONITOR_MAX_RETRIES, MONITOR_WAITING_POLLS.

Example: nohup outlive monitor claude-fix /tmp/task > /tmp/task/monitor.log 2>&1 &`,
      },
    }),
    capture: buildCommand({
      loader: async () => runsElsewhere,
      parameters: {},
      docs: {
        brief: "Copy stdin to stdout without terminal control sequences",
        fullDescription: `Copies stdin to stdout, each chunk as soon as it comes, without anything that a terminal would act on.

Example: tmux pipe-pane -t claude-fix -O 'outlive capture >> /tmp/task/output.log'`,
      },
    }),
    pane,
    manifest,
  },
  docs: {
    brief: "Starts coding agents and programs so that they outlive whoever started them",
    fullDescription: `Starts coding agents and programs so that they outlive whoever started them, watches them and brings them back.

A link to this program named wrapper, wrapper.sh, monitor or monitor.sh is that program.

Example: echo 'Make the tests pass' | outlive run --name fix-tests`,
  },
})

/** These three are started by `main`, which loads nothing of this for them; here they have their help. */
const runsElsewhere = (): void => {
  throw new Error("main starts this program itself")
}

/** Every mistake is put in the words of the other errors: on a line, or as JSON. */
const text = (complaint: (description: Description) => string): ApplicationText => ({
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    complaint({
      message: `${quote(input)} is no command`,
      hint: corrections.length > 0 ? `did you mean ${corrections.join(" or ")}?` : "see: outlive --help",
    }),
  exceptionWhileLoadingCommandFunction: (error) => complaint(internalFault(error)),
  exceptionWhileRunningCommand: (error) => complaint(internalFault(error)),
  exceptionWhileParsingArguments: (error) =>
    complaint({ message: describeUsageError(error), hint: "see the command's --help" }),
})

const application = (json: boolean) =>
  buildApplication(root, {
    name: "outlive",
    versionInfo: { currentVersion: process.env["OUTLIVE_VERSION"] ?? "" },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
    localization: {
      text: text(complaintFor(json)),
    },
  })

const complaintFor =
  (json: boolean) =>
  (description: Description): string =>
    json ? toJson("UsageError", description) : `outlive: ${toLine(description)}`

/** Runs the command that the words name and gives its exit code; words that it does not understand are 2. */
export const runApplication = async (given: ReadonlyArray<string>): Promise<number> => {
  const words = withSeparateValues(withShortValues(withTextAsItIs(given)))
  // One mistake is one line, even where a word too few leaves several parameters without a value.
  let complained = false
  const json = words.slice(0, endOfFlags(words)).includes("--json")
  const complainOnce = (complaint: string) => {
    if (!complained) (json ? printLine : printError)(complaint)
    complained = true
  }
  const context: ApplicationContext = {
    process: { stdout: linesTo(printLine), stderr: linesTo(complainOnce), env: {} },
  }
  const stray = strayFlag(words)
  if (stray !== undefined) {
    complainOnce(complaintFor(json)({ message: `there is no flag ${quote(stray)}`, hint: "see the command's --help" }))
    return exitCodeUsage
  }
  await run(application(json), words, context)
  switch (context.process.exitCode) {
    case ExitCode.UnknownCommand:
    case ExitCode.InvalidArgument:
      return exitCodeUsage
    default: {
      const exitCode = Number(context.process.exitCode ?? 0)
      return exitCode < 0 ? exitCodeInternalFault : exitCode
    }
  }
}

const linesTo = (print: (line: string) => void) => ({ write: (chunk: string) => print(chunk.replace(/\n$/, "")) })
