import type { LaunchMode } from "../wrapper/machine.ts"

/** The agent that the two programs run. (docs/protocol.md, Wrapper) */
export const executable = "claude"

/** What the agent is called in a notification. */
export const displayName = "Claude"

/** The arguments of the agent; the prompt comes on stdin, never here, where every user of the system could read it. */
export const parameters = (mode: LaunchMode, model: string): ReadonlyArray<string> => {
  const permissions = "--dangerously-skip-permissions"
  return mode === "first" ? [permissions, "-p", "--model", model, "-"] : [permissions, "-c", "--model", model]
}
