import type { Agent } from "../agent.ts"

/** Any program: the words after `--`. It has no conversation, so a resume runs it again. */
export const command: Agent = {
  name: "command",
  displayName: "Command",
  executable: undefined,
  installation: "install it, or name another program after --",
  permissionModes: ["skip"],
  conversations: "none",
  start: (assignment) => assignment.command.slice(1),
  resume: (assignment) => assignment.command.slice(1),
  events: undefined,
  idleShare: 0.01,
}
