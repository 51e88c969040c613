import { join } from "node:path"

import type { Agent, Assignment } from "../agent.ts"

const conversationFile = "conversation.jsonl"

/** pi, as read of version 0.73.1. It never asks for approval. */
export const pi: Agent = {
  name: "pi",
  displayName: "Pi",
  executable: "pi",
  installation: "npm install -g @mariozechner/pi-coding-agent",
  permissionModes: ["skip"],
  conversations: "told",
  // It keeps its conversation in the file that `--session` names, and resumes what is there. Given an id, it would ask.
  start: (assignment) => common(assignment),
  resume: (assignment) => common(assignment),
  events: async () => (await import("./events.ts")).readEvent,
  // It exits with 0 even where the API has failed.
  judge: (exitCode, { answer }) => ({
    exitCode: exitCode === 0 && answer?.failed === true ? 1 : exitCode,
    hopeless: false,
  }),
  // While a call of its API hangs, it uses 5.5 ms of processor time a second.
  idleShare: 0.012,
  files: [conversationFile],
}

const common = ({ directory, model }: Assignment): ReadonlyArray<string> => [
  ...["--mode", "json", "--session", join(directory, conversationFile)],
  ...(model === undefined ? [] : ["--model", model]),
]
