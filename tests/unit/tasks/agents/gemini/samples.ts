import { lines } from "../events.ts"

const geminiInit = {
  type: "init",
  timestamp: "2026-11-21T09:35:31.746Z",
  session_id: "11111111-1111-4111-8111-111111111111",
  model: "gemini-2.5-pro",
}

const geminiPrompt = { type: "message", role: "user", content: "run it" }

const geminiCall = "run_shell_command__run_shell_command_1795253731776_0"

const geminiToolUse = {
  type: "tool_use",
  tool_name: "run_shell_command",
  tool_id: geminiCall,
  parameters: { command: "echo out; echo err >&2; exit 3", description: "what the test wants" },
}

/**
 * What The Gemini CLI 0.61.0, `--output-format stream-json` has really printed in runs against a stand-in for its API, without the keys
 * that outlive does not read.
 */
export const samples = {
  toolCall: lines(
    geminiInit,
    geminiPrompt,
    geminiToolUse,
    { type: "tool_result", tool_id: geminiCall, status: "success", output: "out\nerr" },
    { type: "message", role: "assistant", content: "Do", delta: true },
    { type: "message", role: "assistant", content: "ne.", delta: true },
    { type: "result", status: "success", stats: { total_tokens: 250, duration_ms: 182, tool_calls: 1 } },
  ),
  refused: lines(geminiInit, geminiPrompt, {
    type: "result",
    status: "error",
    error: { type: "unknown", message: "[API Error: the stand-in answers 400]" },
    stats: { total_tokens: 0, duration_ms: 0 },
  }),
  killedInTool: lines(geminiInit, geminiPrompt, geminiToolUse),
}
