/** The version of outlive whose records do not say what wrote them; their format is 1. */
export const firstWriter = "0.1.0"
