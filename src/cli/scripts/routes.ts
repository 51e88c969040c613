import { type ApplicationContext, buildCommand, buildRouteMap } from "@stricli/core"

import { command, json, word } from "../words/command.ts"

/** `main` starts three programs without loading this file; only their help is here. */
const runsElsewhere = (): void => {
  throw new Error("main starts this program itself")
}

const wrapper = buildCommand({
  loader: async () => runsElsewhere,
  parameters: {},
  docs: {
    brief: "Run the agent of a task, from start to recorded end",
    fullDescription: `Runs the agent of the task in the directory TASK_TMPDIR, in the foreground, and records how it ended.

Example: TASK_TMPDIR=/tmp/task outlive wrapper`,
  },
})

const monitor = buildCommand<{}, [session: string, directory: string], ApplicationContext>({
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
})

const capture = buildCommand({
  loader: async () => runsElsewhere,
  parameters: {},
  docs: {
    brief: "Copy stdin to stdout without terminal control sequences",
    fullDescription: `Copies stdin to stdout, each chunk as soon as it comes, without anything that a terminal would act on.

Example: tmux pipe-pane -t claude-fix -O 'outlive capture >> /tmp/task/output.log'`,
  },
})

const manifestPath = word("FILE", "The path of a manifest")

const manifest = buildRouteMap<"get" | "set" | "show", ApplicationContext>({
  routes: {
    get: buildCommand<{}, [path: string, key: string], ApplicationContext>({
      loader: command(async () => (await import("./manifest.ts")).get),
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
      loader: command(async () => (await import("./manifest.ts")).set),
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
      loader: command(async () => (await import("./manifest.ts")).show),
      parameters: {
        flags: { json: json("manifest") },
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
      loader: command(async () => (await import("./pane.ts")).classify),
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

/** The programs of the scripts, and their companions. */
export const scripts = { wrapper, monitor, capture, pane, manifest }
