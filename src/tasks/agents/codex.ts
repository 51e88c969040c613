import type { Agent, Assignment } from "./agent.ts"

/** The Codex CLI, as read of version 0.169.0. */
export const codex: Agent = {
  name: "codex",
  displayName: "Codex",
  executable: "codex",
  installation: "npm install -g @openai/codex",
  permissionModes: ["skip", "read-only", "workspace-write", "danger-full-access"],
  conversations: "told",
  start: (assignment) => [...common(assignment), "-"],
  // `resume` takes none of the options: they stand before it.
  resume: (assignment, conversation) => [...common(assignment), "resume", conversation, "-"],
  events: async () => (await import("./codexEvents.ts")).readEvent,
  judge: (exitCode, { answer }) => ({ exitCode, hopeless: /\b(401|403)\b/.test(answer?.text ?? "") }),
  // It uses up to 5 hundredths of a processor while it waits, whether an answer comes or not.
  idleShare: 0.06,
  // It prints nothing while an answer comes in.
  staleIntervals: 20,
}

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  "exec",
  "--json",
  "--skip-git-repo-check",
  ...(permissions === "skip" ? ["--dangerously-bypass-approvals-and-sandbox"] : ["--sandbox", permissions]),
  ...(model === undefined ? [] : ["--model", model]),
]
