import { lines } from "../events.ts"

const piSession = { type: "session", version: 3, id: "01a1fd7d-6d98-715e-9289-7a85b675a6ad", cwd: "/tmp/work" }

const piUser = { role: "user", content: [{ type: "text", text: "run it" }] }

const piCost = { input: 0.0003, output: 0.0003, cacheRead: 0, cacheWrite: 0, total: 0.000612 }

const piUsing = {
  role: "assistant",
  content: [{ type: "toolCall", id: "toolu_15073_1", name: "bash", arguments: { command: "echo out; exit 3" } }],
  usage: { input: 100, output: 20, totalTokens: 160, cost: piCost },
  stopReason: "toolUse",
}

const piOutput = [{ type: "text", text: "out\n\nCommand exited with code 3" }]

const piResult = { role: "toolResult", toolCallId: "toolu_15073_1", content: piOutput, isError: true }

const piDone = {
  role: "assistant",
  content: [{ type: "text", text: "Done." }],
  usage: { input: 100, output: 20, totalTokens: 160, cost: piCost },
  stopReason: "stop",
}

const piFailed = {
  role: "assistant",
  content: [],
  usage: { totalTokens: 0, cost: { total: 0 } },
  stopReason: "error",
  errorMessage: "500 the stand-in answers 500",
}

const piToolStart = {
  type: "tool_execution_start",
  toolCallId: "toolu_15073_1",
  toolName: "bash",
  args: { command: "echo out; exit 3" },
}

/**
 * What pi 0.73.1, `--mode json` has really printed in runs against a stand-in for its API, without the keys
 * that outlive does not read.
 */
export const samples = {
  toolCall: lines(
    piSession,
    { type: "agent_start" },
    { type: "turn_start" },
    { type: "message_start", message: piUser },
    { type: "message_end", message: piUser },
    { type: "message_update", assistantMessageEvent: { type: "text_delta" }, message: piDone },
    { type: "message_end", message: piUsing },
    piToolStart,
    { type: "tool_execution_update", toolCallId: "toolu_15073_1", partialResult: { content: [] } },
    { type: "tool_execution_end", toolCallId: "toolu_15073_1", result: { content: piOutput }, isError: true },
    { type: "message_end", message: piResult },
    { type: "turn_end", message: piUsing, toolResults: [piResult] },
    { type: "message_end", message: piDone },
    { type: "agent_end", messages: [piUser, piUsing, piResult, piDone] },
  ),
  refused: lines(
    piSession,
    { type: "agent_start" },
    { type: "message_end", message: piFailed },
    { type: "agent_end", messages: [piUser, piFailed] },
    { type: "auto_retry_start", attempt: 3, maxAttempts: 3, errorMessage: "500 the stand-in answers 500" },
    { type: "agent_start" },
    { type: "agent_end", messages: [piFailed] },
    { type: "auto_retry_end", success: false, attempt: 3, finalError: "500 the stand-in answers 500" },
  ),
  killedInTool: lines(piSession, { type: "message_end", message: piUsing }, piToolStart),
  withoutKey: lines(piSession),
}
