/** `completed`: exit code 0. `failed`: any other end, or a timeout. `killed`: by `process kill` or `process remove`. */
export const endStatuses = ["completed", "failed", "killed"] as const
export type EndStatus = (typeof endStatuses)[number]
