/** The version of outlive whose records name no writer; their format is 1. */
export const firstWriter = "0.1.0"
