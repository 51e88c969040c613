import { lines } from "../events.ts"

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

/**
 * What OpenCode 1.18.33, `run --format json` has really printed in runs against a stand-in for its API, without the keys
 * that outlive does not read.
 */
export const samples = {
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
  toolRefused: lines(
    opencodeTool({
      status: "error",
      input: { command: "echo x" },
      error: "The user rejected permission to use this specific tool call.",
    }),
  ),
  refused: lines({
    type: "error",
    timestamp: 1_795_254_141_751,
    sessionID: openSession,
    error: { name: "APIError", data: { message: "the stand-in answers 401", statusCode: 401, isRetryable: false } },
  }),
}
