/**
 * What the agents really printed when they were asked for events, without the keys that nobody reads: excerpts of runs
 * against a stand-in for their APIs.
 */

const lines = (...events: ReadonlyArray<object>): ReadonlyArray<string> => events.map((event) => JSON.stringify(event))

/** Claude Code 2.1.329, `--output-format stream-json --verbose`. */
const claudeInit = {
  type: "system",
  subtype: "init",
  cwd: "/tmp/work",
  session_id: "f6510460-586c-4a4f-9dd6-afea25d2cc52",
  tools: ["Bash", "Edit"],
  mcp_servers: [],
  model: "claude-sonnet-4-6",
  permissionMode: "bypassPermissions",
}

const claudeToolUse = (id: string, command: string) => ({
  type: "assistant",
  message: {
    role: "assistant",
    content: [{ type: "tool_use", id, name: "Bash", input: { command, description: "x" } }],
    stop_reason: null,
  },
  parent_tool_use_id: null,
})

const claudeText = (text: string) => ({
  type: "assistant",
  message: { role: "assistant", content: [{ type: "text", text }], stop_reason: null },
  parent_tool_use_id: null,
})

const claudeToolResult = (id: string, content: string, isError: boolean) => ({
  type: "user",
  message: { role: "user", content: [{ type: "tool_result", content, is_error: isError, tool_use_id: id }] },
  tool_use_result: { stdout: content, stderr: "", interrupted: false },
})

export const claude = {
  toolCall: lines(
    claudeInit,
    claudeText("running"),
    claudeToolUse("toolu_1350_1", "echo hi; false"),
    claudeToolResult("toolu_1350_1", "Exit code 1\nhi", true),
    claudeToolUse("toolu_1350_3", "echo ok"),
    claudeToolResult("toolu_1350_3", "ok", false),
    claudeText("Done."),
    {
      type: "result",
      subtype: "success",
      is_error: false,
      duration_ms: 249,
      num_turns: 3,
      result: "Done.",
      total_cost_usd: 0.001836,
      usage: { input_tokens: 300, cache_read_input_tokens: 20, cache_creation_input_tokens: 0, output_tokens: 60 },
    },
  ),
  unauthorized: lines(
    claudeInit,
    {
      type: "system",
      subtype: "api_retry",
      attempt: 1,
      max_retries: 10,
      retry_delay_ms: 509,
      error_status: 401,
      error: "authentication_failed",
    },
    {
      type: "assistant",
      message: {
        model: "<synthetic>",
        role: "assistant",
        content: [{ type: "text", text: "Invalid API key · Fix external API key" }],
      },
      error: "authentication_failed",
    },
    {
      type: "result",
      subtype: "success",
      is_error: true,
      result: "Invalid API key · Fix external API key",
      num_turns: 1,
      duration_ms: 182_427,
      total_cost_usd: 0,
    },
  ),
  overloaded: lines(claudeInit, {
    type: "system",
    subtype: "api_retry",
    attempt: 2,
    max_retries: 10,
    error_status: null,
    error: null,
  }),
  interrupted: lines(
    claudeInit,
    claudeToolUse("toolu_9681_10", "sh ./long8.sh; echo done"),
    claudeToolResult("toolu_9681_10", "The user doesn't want to proceed with this tool use.", true),
    {
      type: "user",
      message: { role: "user", content: [{ type: "text", text: "[Request interrupted by user for tool use]" }] },
    },
    {
      type: "result",
      subtype: "error_during_execution",
      is_error: true,
      num_turns: 3,
      duration_ms: 1755,
      total_cost_usd: 0.000612,
      errors: ["[ede_diagnostic] result_type=user last_content_type=n/a stop_reason=tool_use"],
    },
  ),
  killedInTool: lines(claudeInit, claudeToolUse("toolu_9681_1", "sh ./long8.sh; echo done")),
  resumed: lines(claudeInit, claudeText("ok")),
  unknownConversation: lines({
    type: "result",
    subtype: "error_during_execution",
    duration_ms: 0,
    is_error: true,
    num_turns: 0,
    stop_reason: null,
    session_id: "2c459558-0ae0-4c5a-9bec-ac7bb7312a88",
    total_cost_usd: 0,
    errors: ["No conversation found with session ID: 2c459558-0ae0-4c5a-9bec-ac7bb7312a88"],
  }),
}

/** The Codex CLI 0.169.0, `exec --json`. */
const codexThread = { type: "thread.started", thread_id: "01a1fd85-f029-7b91-ad78-92ba10aafcb8" }

const codexCommand = {
  id: "item_1",
  type: "command_execution",
  command: "/bin/bash -lc 'echo tool-ran; exit 3'",
  aggregated_output: "",
  exit_code: null,
  status: "in_progress",
}

export const codex = {
  toolCall: lines(
    codexThread,
    {
      type: "item.completed",
      item: { id: "item_0", type: "error", message: "Model metadata for `stand-in` not found." },
    },
    { type: "turn.started" },
    { type: "item.started", item: codexCommand },
    {
      type: "item.completed",
      item: { ...codexCommand, aggregated_output: "tool-ran\n", exit_code: 3, status: "failed" },
    },
    { type: "item.completed", item: { id: "item_2", type: "agent_message", text: "done" } },
    { type: "turn.completed", usage: { input_tokens: 200, cached_input_tokens: 80, output_tokens: 40 } },
  ),
  unauthorized: lines(
    codexThread,
    { type: "turn.started" },
    {
      type: "error",
      message: "Reconnecting... 1/5 (unexpected status 401 Unauthorized: the stand-in answers 401)",
    },
    { type: "turn.failed", error: { message: "unexpected status 401 Unauthorized: the stand-in answers 401" } },
  ),
  killedInTool: lines(codexThread, { type: "turn.started" }, { type: "item.started", item: codexCommand }),
}

/** OpenCode 1.18.33, `run --format json`. */
const openSession = "ses_e02873388ffe2Q1Ht7rpOSZ1BW"

const opencodeStart = {
  type: "step_start",
  timestamp: 1_795_253_916_389,
  sessionID: openSession,
  part: { id: "prt_1fd78d2d3001ArCo1x9AOkAj5v", sessionID: openSession, type: "step-start" },
}

const opencodeFinish = (reason: string) => ({
  type: "step_finish",
  sessionID: openSession,
  part: { reason, type: "step-finish", tokens: { total: 120, input: 60, output: 15 }, cost: 0 },
})

const opencodeTool = (state: object) => ({
  type: "tool_use",
  sessionID: openSession,
  part: { type: "tool", tool: "bash", callID: "call_7596_4", state },
})

export const opencode = {
  toolCall: lines(
    opencodeStart,
    opencodeTool({
      status: "completed",
      input: { command: "echo tool-ran; exit 3" },
      output: "tool-ran\n",
      metadata: { exit: 3 },
    }),
    opencodeFinish("tool-calls"),
    opencodeStart,
    { type: "text", sessionID: openSession, part: { type: "text", text: "done", time: { start: 1, end: 2 } } },
    opencodeFinish("stop"),
  ),
  refused: lines(
    opencodeTool({
      status: "error",
      input: { command: "echo x" },
      error: "The user rejected permission to use this specific tool call.",
    }),
  ),
  unauthorized: lines({
    type: "error",
    timestamp: 1_795_254_141_751,
    sessionID: openSession,
    error: { name: "APIError", data: { message: "the stand-in answers 401", statusCode: 401, isRetryable: false } },
  }),
}

/** The Gemini CLI 0.61.0, `--output-format stream-json`. */
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

export const gemini = {
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

/** pi 0.73.1, `--mode json`. */
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

export const pi = {
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
  failed: lines(
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
