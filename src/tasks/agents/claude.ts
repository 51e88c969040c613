import { exitCodeOfSignal } from "../../os/process/signals.ts"
import type { Agent, Assignment } from "./agent.ts"

export const executable = "claude"

/** Claude Code, as read of version 2.1.329. */
export const claude: Agent = {
  name: "claude",
  displayName: "Claude",
  executable,
  installation: "npm install -g @anthropic-ai/claude-code",
  permissionModes: ["skip", "acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "manual", "plan"],
  conversations: "chosen",
  start: (assignment, conversation) => [...common(assignment), "--session-id", conversation, ...streamed],
  resume: (assignment, conversation) => [...common(assignment), "--resume", conversation, ...streamed],
  events: async () => (await import("./claudeEvents.ts")).readEvent,
  judge: (exitCode, { answer, events, lastComplaint }) => ({
    // Interrupted, it ends with 0 and without an answer, or with one that says so.
    exitCode: exitCode === 0 && events > 0 && answer?.failed !== false ? exitCodeOfSignal("SIGINT") : exitCode,
    hopeless: lastComplaint?.code !== undefined && hopelessCodes.has(lastComplaint.code),
  }),
  // An answer that comes in shows in its events; waiting for one takes up to 6 ms a second, whether it comes or not.
  idleShare: 0.05,
}

/** What another attempt does not help against. */
const hopelessCodes: ReadonlySet<string> = new Set([
  ...["authentication_failed", "billing_error", "invalid_request", "model_not_found"],
])

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  ...(permissions === "skip" ? [skipPermissions] : ["--permission-mode", permissions]),
  "-p",
  ...(model === undefined ? [] : ["--model", model]),
]

const skipPermissions = "--dangerously-skip-permissions"

/**
 * The events come as they happen, a JSON object a line; those of an answer as it comes in, too. Without these a long answer
 * could not be told from one that never comes.
 */
const streamed = ["--output-format", "stream-json", "--verbose", "--include-partial-messages"]

/**
 * The arguments that the shell scripts use. A resume without a prompt and without a conversation's id is theirs.
 * (docs/faults.md, row 5)
 */
export const scriptParameters = (mode: "first" | "resume", model: string): ReadonlyArray<string> =>
  mode === "first" ? [skipPermissions, "-p", "--model", model, "-"] : [skipPermissions, "-c", "--model", model]
