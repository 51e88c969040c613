import * as Manifest from "../../protocol/manifest.ts"

/*
 * The statuses of a task: in its manifest, and as shown, which takes its living processes into account (status.ts).
 */

/** The agent has ended by itself; its exit code is known. */
const ownEnds = ["completed", "failed"] as const

/** No agent is started for the task again until a user resumes it. */
const finalStatuses = [...ownEnds, "abandoned", "stopped"] as const

/** An agent works on the task, or is to be brought back. */
const unfinishedStatuses = ["running", "crashed", "hung"] as const

/** `stopping` is being ended. */
const runningStatuses = ["starting", ...unfinishedStatuses, "stopping"] as const

/** `lost` should run but does not; `damaged` has a manifest that cannot be used, `unknown` one of a newer outlive. */
export const taskStatuses = [...runningStatuses, ...finalStatuses, "lost", "damaged", "unknown"] as const

/** The status of a task as shown. */
export type TaskStatus = (typeof taskStatuses)[number]

/** A status that this program writes into a manifest. */
export type RecordedStatus = (typeof unfinishedStatuses)[number] | (typeof finalStatuses)[number]

/** The status that a manifest says; `unknown` if it says none, or one that this program does not write. */
export type ManifestStatus = RecordedStatus | "unknown"

/** The status that the manifest has. */
export const statusIn = (manifest: Manifest.ManifestText): ManifestStatus => {
  const text = Manifest.valueOf(manifest, "status")
  return [...unfinishedStatuses, ...finalStatuses].find((status) => status === text) ?? "unknown"
}

/** The line of a manifest with the status. */
export const statusPair = (status: RecordedStatus): Manifest.Pair => ["status", status]

const isOneOf =
  <Group extends TaskStatus>(group: ReadonlyArray<Group>) =>
  (status: TaskStatus): status is Group =>
    (group as ReadonlyArray<string>).includes(status)

/** Whether the agent has ended by itself. */
export const isOwnEnd = isOneOf(ownEnds)

/** Whether the manifest says that an agent works on the task, or is to be brought back. */
export const isUnfinished = isOneOf(unfinishedStatuses)

/** Whether no agent is to be started for the task until a user resumes it. */
export const isFinal = isOneOf(finalStatuses)

/** Whether a process runs the task, or is about to. */
export const isRunning = isOneOf(runningStatuses)

/** Whether the task ended by itself, was given up or was stopped; a lost or unknown task has not. */
export const hasEnded = (status: TaskStatus): boolean => !isRunning(status) && status !== "lost" && status !== "unknown"

/** Whether a monitor leaves the end as it is; a task that was given up it may take up again. */
export const isPastRecall = isOneOf([...ownEnds, "stopped"])

/** The ends that an orchestrator is told of. A user who stopped a task already knows. */
export const toldStatuses = [...ownEnds, "abandoned"] as const
export const isTold = isOneOf(toldStatuses)
