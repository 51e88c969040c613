import { lines } from "../events.ts"

const codexThread = { type: "thread.started", thread_id: "01a1fd85-f029-7b91-ad78-92ba10aafcb8" }

const codexCommand = {
  id: "item_1",
  type: "command_execution",
  command: "/bin/bash -lc 'echo tool-ran; exit 3'",
  aggregated_output: "",
  exit_code: null,
  status: "in_progress",
}

/**
 * What The Codex CLI 0.169.0, `exec --json` has really printed in runs against a stand-in for its API, without the keys
 * that outlive does not read.
 */
export const samples = {
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
  refused: lines(
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
