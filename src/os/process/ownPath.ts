import { existsSync, realpathSync } from "node:fs"

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
 * file is started then. Where that file is gone too, the name that this program was called by may lead to a new one: an
 * upgrade may have made a link name it.
 */
export const ownPath = (): string => {
  const path = (noted ?? process.execPath).replace(/ \(deleted\)$/, "")
  if (existsSync(path)) return path
  const called = Bun.which(process.argv0)
  // A link may have a name that means a command, such as `monitor`.
  return called === null ? path : realpathSync(called)
}
