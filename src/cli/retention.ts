/** How long what has ended is kept before prune removes it; doctor tells of the faults of this time. */
export const defaultRetentionSeconds = 7 * 86_400
