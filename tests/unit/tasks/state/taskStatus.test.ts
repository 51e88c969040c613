import { describe, expect, test } from "bun:test"

import * as Manifest from "../../../../src/protocol/manifest.ts"
import {
  hasEnded,
  isFinal,
  isOwnEnd,
  isPastRecall,
  isRunning,
  isTold,
  type ManifestStatus,
  statusIn,
  statusPair,
  type TaskStatus,
  taskStatuses,
} from "../../../../src/tasks/state/taskStatus.ts"

const shown: Readonly<Record<TaskStatus, "runs" | "ended" | "neither">> = {
  starting: "runs",
  running: "runs",
  crashed: "runs",
  hung: "runs",
  stopping: "runs",
  completed: "ended",
  failed: "ended",
  abandoned: "ended",
  stopped: "ended",
  damaged: "ended",
  lost: "neither",
  unknown: "neither",
}

test.each(taskStatuses)("a task that is %s runs, has ended, or is neither", (status) => {
  expect([isRunning(status), hasEnded(status)]).toEqual([shown[status] === "runs", shown[status] === "ended"])
})

const facts = (status: ManifestStatus) => ({
  final: isFinal(status),
  own: isOwnEnd(status),
  pastRecall: isPastRecall(status),
  told: isTold(status),
})
const none = { final: false, own: false, pastRecall: false, told: false }

describe("what a manifest says", () => {
  test.each<[ManifestStatus, ReturnType<typeof facts>]>([
    ["running", none],
    ["crashed", none],
    ["hung", none],
    ["unknown", none],
    ["completed", { final: true, own: true, pastRecall: true, told: true }],
    ["failed", { final: true, own: true, pastRecall: true, told: true }],
    ["stopped", { final: true, own: false, pastRecall: true, told: false }],
    ["abandoned", { final: true, own: false, pastRecall: false, told: true }],
  ])("%s", (status, expected) => {
    expect(facts(status)).toEqual(expected)
    if (status !== "unknown") expect(statusIn(Manifest.upsert(Manifest.empty, [statusPair(status)]))).toBe(status)
  })

  test.each(["", "sleeping", "lost", "damaged", "stopping", "starting", "unknown", "Completed"])(
    "status=%s is none that a manifest has",
    (text) => expect(statusIn(Manifest.upsert(Manifest.empty, [["status", text]]))).toBe("unknown"),
  )

  test("nothing at all", () => expect(statusIn(Manifest.empty)).toBe("unknown"))
})
