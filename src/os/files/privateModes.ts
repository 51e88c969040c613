/** The mode of every file that outlive writes: what a task holds is its owner's business. (The task directory protocol, Files) */
export const privateFileMode = 0o600

/** The same for directories. */
export const privateDirectoryMode = 0o700
