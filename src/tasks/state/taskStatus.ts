import * as Manifest from "../../protocol/manifest.ts"

/*
 * What a task can be: in its manifest, and as it is shown, which takes in the processes that live (status.ts).
 */

/** The agent has ended by itself; its exit code is known. */
const ownEnds = ["completed", "failed"] as const

/** Nothing starts an agent for the task again until a user resumes it. */
const finalStatuses = [...ownEnds, "abandoned", "stopped"] as const

/** An agent works on the task, or is to be brought back. */
const unfinishedStatuses = ["running", "crashed", "hung"] as const

/** `stopping` is being ended. */
const runningStatuses = ["starting", ...unfinishedStatuses, "stopping"] as const

/** `lost` should run and does not; `damaged` has a manifest that cannot be used, `unknown` one of a newer outlive. */
export const taskStatuses = [...runningStatuses, ...finalStatuses, "lost", "damaged", "unknown"] as const

/** What became of a task, as it is shown. */
export type TaskStatus = (typeof taskStatuses)[number]

/** What this program writes into a manifest. */
export type RecordedStatus = (typeof unfinishedStatuses)[number] | (typeof finalStatuses)[number]

/** What a manifest says; `unknown` is none, or one that this program does not write. */
export type ManifestStatus = RecordedStatus | "unknown"

/** The status that the manifest has. */
export const statusIn = (manifest: Manifest.ManifestText): ManifestStatus => {
  const text = Manifest.valueOf(manifest, "status")
  return [...unfinishedStatuses, ...finalStatuses].find((status) => status === text) ?? "unknown"
}

/** The line of a manifest that says so. */
export const statusPair = (status: RecordedStatus): Manifest.Pair => ["status", status]

const isOneOf =
  <Group extends TaskStatus>(group: ReadonlyArray<Group>) =>
  (status: TaskStatus): status is Group =>
    (group as ReadonlyArray<string>).includes(status)

/** Whether the agent has ended by itself. */
export const isOwnEnd = isOneOf(ownEnds)

/** Whether the manifest says that an agent works on the task, or is to be brought back. */
export const isUnfinished = isOneOf(unfinishedStatuses)

/** Whether nothing is to start an agent for the task until a user resumes it. */
export const isFinal = isOneOf(finalStatuses)

/** Whether a process runs the task, or is about to. */
export const isRunning = isOneOf(runningStatuses)

/** Whether the task has come to an end of its own or of a user's; one that is lost has not, nor one that is unknown. */
export const hasEnded = (status: TaskStatus): boolean => !isRunning(status) && status !== "lost" && status !== "unknown"

/** Whether the end of the task stays when a monitor takes the task up again, as it does with one that was given up. */
export const isPastRecall = isOneOf([...ownEnds, "stopped"])

/** The ends that an orchestrator is told of: a user who has stopped a task knows. */
export const toldStatuses = [...ownEnds, "abandoned"] as const
export const isTold = isOneOf(toldStatuses)
