import { exitCodeOfSignal } from "../../../os/process/signals.ts"
import type { Agent, Assignment } from "../agent.ts"

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
  events: async () => (await import("./events.ts")).readEvent,
  judge: (exitCode, { answer, events }) => ({
    // Ended by TERM, it exits with 0 and prints no result.
    exitCode: exitCode === 0 && events > 0 && answer === undefined ? exitCodeOfSignal("SIGTERM") : exitCode,
    hopeless: hopelessExitCodes.has(exitCode),
  }),
  // While a call of its API hangs, it uses 20 ms of processor time a second.
  idleShare: 0.04,
  // Without it, it runs itself as a child process, which would survive when only the parent is killed.
  environment: { GEMINI_CLI_NO_RELAUNCH: "true" },
}

/**
 * The exit codes of failures that another attempt does not mend: no way to authenticate (41), an untrusted directory (55),
 * and the low byte of the HTTP status of a request that the API refused.
 */
const hopelessExitCodes: ReadonlySet<number> = new Set([41, 55, ...[400, 401, 403, 404].map((status) => status & 255)])

const common = ({ model, permissions }: Assignment): ReadonlyArray<string> => [
  ...["--output-format", "stream-json", "--skip-trust"],
  ...(permissions === "skip" ? ["--yolo"] : ["--approval-mode", permissions]),
  ...(model === undefined ? [] : ["--model", model]),
]
