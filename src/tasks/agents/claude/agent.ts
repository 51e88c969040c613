import { exitCodeOfSignal } from "../../../os/process/signals.ts"
import type { Assignment, ScriptAgent } from "../agent.ts"

/** Claude Code, as read of version 2.1.329. */
export const claude: ScriptAgent = {
  name: "claude",
  displayName: "Claude",
  executable: "claude",
  installation: "npm install -g @anthropic-ai/claude-code",
  permissionModes: ["skip", "acceptEdits", "auto", "bypassPermissions", "default", "dontAsk", "manual", "plan"],
  conversations: "chosen",
  start: (assignment, conversation) => [...common(assignment), "--session-id", conversation, ...streamed],
  resume: (assignment, conversation) => [...common(assignment), "--resume", conversation, ...streamed],
  // A resume by the scripts has no prompt and names no conversation. (docs/faults.md, row 5)
  scriptParameters: (mode, model) =>
    mode === "first" ? [skipPermissions, "-p", "--model", model, "-"] : [skipPermissions, "-c", "--model", model],
  events: async () => (await import("./events.ts")).readEvent,
  judge: (exitCode, { answer, events, lastComplaint }) => ({
    // Interrupted, it ends with 0 and without an answer, or with an answer that says so.
    exitCode: exitCode === 0 && events > 0 && answer?.failed !== false ? exitCodeOfSignal("SIGINT") : exitCode,
    hopeless: lastComplaint?.code !== undefined && hopelessCodes.has(lastComplaint.code),
  }),
  // It waits with up to 6 ms of processor time a second. It prints events while an answer arrives.
  idleShare: 0.05,
  // scripts/lib.sh has the same table; a parity test compares the two.
  models: { opus: "claude-opus-4-6", sonnet: "claude-sonnet-4-6" },
  caveat: ({ environment, isRoot }) =>
    isRoot && !environment["IS_SANDBOX"]
      ? { found: "refuses to skip permissions as root", hint: "use another user, or IS_SANDBOX=1 in a sandbox" }
      : undefined,
}

/** The codes of errors that another attempt does not mend. */
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
 * Prints events as they happen, a JSON object a line, and the parts of an answer as they arrive. Without the parts, a long
 * answer could not be told from an answer that never comes.
 */
const streamed = ["--output-format", "stream-json", "--verbose", "--include-partial-messages"]
