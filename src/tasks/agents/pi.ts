import { join } from "node:path"

import type { Agent, Assignment } from "./agent.ts"

/** pi, as read of version 0.73.1. It has no permissions to ask for. */
export const pi: Agent = {
  name: "pi",
  displayName: "Pi",
  executable: "pi",
  installation: "npm install -g @mariozechner/pi-coding-agent",
  permissionModes: ["skip"],
  conversations: "told",
  // It keeps a conversation in the file that it is told, and takes up the one that is there: by its id it would ask.
  start: (assignment) => common(assignment),
  resume: (assignment) => common(assignment),
  events: async () => (await import("./piEvents.ts")).readEvent,
  // Where the API fails, it ends with 0 all the same.
  judge: (exitCode, { answer }) => ({
    exitCode: exitCode === 0 && answer?.failed === true ? 1 : exitCode,
    hopeless: false,
  }),
  // A call that hangs takes 5.5 ms a second.
  idleShare: 0.012,
}

const common = ({ directory, model }: Assignment): ReadonlyArray<string> => [
  ...["--mode", "json", "--session", join(directory, "conversation.jsonl")],
  ...(model === undefined ? [] : ["--model", model]),
]
