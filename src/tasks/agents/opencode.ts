import type { Agent, Assignment } from "./agent.ts"
import { permanentError } from "./opencodeErrors.ts"

/** OpenCode, as read of version 1.18.33. */
export const opencode: Agent = {
  name: "opencode",
  displayName: "OpenCode",
  executable: "opencode",
  installation: "npm install -g opencode-ai",
  // Without `--auto`, what the user's rules ask about is refused.
  permissionModes: ["skip", "default"],
  conversations: "told",
  start: (assignment) => common(assignment),
  resume: (assignment, conversation) => [...common(assignment), "--session", conversation],
  events: async () => (await import("./opencodeEvents.ts")).readEvent,
  judge: (exitCode, { lastComplaint }) => ({ exitCode, hopeless: lastComplaint?.code === permanentError }),
  // It uses up to 5 hundredths of a processor while it waits, whether an answer comes or not.
  idleShare: 0.06,
  // It prints nothing while an answer comes in, nor while a tool runs.
  staleIntervals: 20,
  tellsToolsLate: true,
}

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  ...["run", "--format", "json"],
  ...(permissions === "skip" ? ["--auto"] : []),
  ...(model === undefined ? [] : ["--model", model]),
]
