import { expect, test } from "bun:test"

import { environmentToKeep } from "../../../../src/sessions/state/environment.ts"

test("a session keeps neither its starter's terminal and tags nor its word on what runs elsewhere", () => {
  const starter = {
    A: "1",
    TERM: "xterm",
    TMUX: "/tmp/x,1,0",
    OUTLIVE_SESSION: "another",
    OUTLIVE_EXEC: "calm-reef",
    OUTLIVE_EXEC_TAG: "0a1b",
    OUTLIVE_APART: "1",
    OUTLIVE_ELSEWHERE: "gone",
  }
  expect(environmentToKeep(starter)).toEqual({ A: "1" })
})
