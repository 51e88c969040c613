/*
 * Bun asks the system for its path when that is first read. `main.ts` loads this file at the start, while the file is still
 * where it was: one that is moved aside before an upgrade, and removed after it, would name nothing any more.
 */
const pathAtStart = process.execPath

/**
 * The path of this program, to start it by once more. Linux marks it as deleted once another file has taken its place, as an
 * upgrade does; what is there now is started then.
 */
export const ownPath = (): string => pathAtStart.replace(/ \(deleted\)$/, "")
