import { existsSync } from "node:fs"

let noted: string | undefined

/**
 * Notes the path of this program; to be called at the start, while its file is still there. Bun asks the system for the path
 * at the first read. An upgrade may move the file aside and remove it: a path that is read later would name no file.
 */
export const noteOwnPath = (): void => {
  noted ??= process.execPath
}

/**
 * The path that starts this program again. Linux marks it as deleted once an upgrade has put another file in its place; that
 * file is started then. An upgrade that removes the old file, and has a link name a new one elsewhere, is found by the name
 * that this program was called by.
 */
export const ownPath = (): string => {
  const path = (noted ?? process.execPath).replace(/ \(deleted\)$/, "")
  return existsSync(path) ? path : (Bun.which(process.argv0) ?? path)
}
