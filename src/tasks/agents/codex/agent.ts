import type { Agent, Assignment } from "../agent.ts"

/** The Codex CLI, as read of version 0.169.0. */
export const codex: Agent = {
  name: "codex",
  displayName: "Codex",
  executable: "codex",
  installation: "npm install -g @openai/codex",
  permissionModes: ["skip", "read-only", "workspace-write", "danger-full-access"],
  conversations: "told",
  start: (assignment) => [...common(assignment), "-"],
  // The options have to stand before `resume`, which takes none of them.
  resume: (assignment, conversation) => [...common(assignment), "resume", conversation, "-"],
  events: async () => (await import("./events.ts")).readEvent,
  judge: (exitCode, { answer }) => ({ exitCode, hopeless: /\b(401|403)\b/.test(answer?.text ?? "") }),
  // It waits with up to 0.05 of a processor, whether an answer is arriving or not.
  idleShare: 0.06,
  // It prints nothing while an answer arrives.
  staleIntervals: 20,
}

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  "exec",
  "--json",
  "--skip-git-repo-check",
  ...(permissions === "skip" ? ["--dangerously-bypass-approvals-and-sandbox"] : ["--sandbox", permissions]),
  ...(model === undefined ? [] : ["--model", model]),
]
