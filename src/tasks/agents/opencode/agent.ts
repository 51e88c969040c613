import type { Agent, Assignment } from "../agent.ts"
import { permanentError } from "./errors.ts"

/** OpenCode, as read of version 1.18.33. */
export const opencode: Agent = {
  name: "opencode",
  displayName: "OpenCode",
  executable: "opencode",
  installation: "npm install -g opencode-ai",
  // Without `--auto`, it refuses itself whatever the user's rules would ask about.
  permissionModes: ["skip", "default"],
  conversations: "told",
  start: (assignment) => common(assignment),
  resume: (assignment, conversation) => [...common(assignment), "--session", conversation],
  events: async () => (await import("./events.ts")).readEvent,
  judge: (exitCode, { lastComplaint }) => ({ exitCode, hopeless: lastComplaint?.code === permanentError }),
  // It waits with up to 0.05 of a processor, whether an answer is arriving or not.
  idleShare: 0.06,
  // It prints nothing while an answer arrives or a tool runs.
  staleIntervals: 20,
  tellsToolsLate: true,
}

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  ...["run", "--format", "json"],
  ...(permissions === "skip" ? ["--auto"] : []),
  ...(model === undefined ? [] : ["--model", model]),
]
