import { exitCodeOfSignal } from "../../os/process/signals.ts"
import type { Agent, Assignment } from "./agent.ts"

/** The Gemini CLI, as read of version 0.61.0. */
export const gemini: Agent = {
  name: "gemini",
  displayName: "Gemini",
  executable: "gemini",
  installation: "npm install -g @google/gemini-cli",
  permissionModes: ["skip", "auto_edit", "default", "plan", "yolo"],
  conversations: "chosen",
  start: (assignment, conversation) => [...common(assignment), "--session-id", conversation],
  resume: (assignment, conversation) => [...common(assignment), "--resume", conversation],
  events: async () => (await import("./geminiEvents.ts")).readEvent,
  judge: (exitCode, { answer, events }) => ({
    // After a TERM it ends with 0 and without a result.
    exitCode: exitCode === 0 && events > 0 && answer === undefined ? exitCodeOfSignal("SIGTERM") : exitCode,
    hopeless: hopelessExitCodes.has(exitCode),
  }),
  // A call that hangs takes 20 ms a second.
  idleShare: 0.04,
  // Otherwise it starts itself anew as a child, which goes on when only the parent is killed.
  environment: { GEMINI_CLI_NO_RELAUNCH: "true" },
}

/**
 * No way to authenticate, an untrusted directory; and the status of a request that the API refused, of which the exit
 * code is what fits into it.
 */
const hopelessExitCodes: ReadonlySet<number> = new Set([41, 55, ...[400, 401, 403, 404].map((status) => status & 255)])

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  ...["--output-format", "stream-json", "--skip-trust"],
  ...(permissions === "skip" ? ["--yolo"] : ["--approval-mode", permissions]),
  ...(model === undefined ? [] : ["--model", model]),
]
