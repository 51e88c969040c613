/*
 * Bun asks the system for its path at the first read. `main.ts` loads this file at the start, while the binary is still
 * where it was. An upgrade may move it aside and remove it: a path that is read later would name no file.
 */
const pathAtStart = process.execPath

/**
 * The path that starts this program again. Linux marks it as deleted once an upgrade has put another file in its place; that
 * file is started then.
 */
export const ownPath = (): string => pathAtStart.replace(/ \(deleted\)$/, "")
