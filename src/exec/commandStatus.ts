/** It has ended with 0; otherwise, or because its time was over; or by `process kill` or `process remove`. */
export const endStatuses = ["completed", "failed", "killed"] as const
export type EndStatus = (typeof endStatuses)[number]

/** What became of a command. */
export type CommandStatus = "running" | EndStatus
