import { lines } from "../events.ts"

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

/**
 * What Claude Code 2.1.329, `--output-format stream-json --verbose` has really printed in runs against a stand-in for its API, without the keys
 * that outlive does not read.
 */
export const samples = {
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
  refused: lines(
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
