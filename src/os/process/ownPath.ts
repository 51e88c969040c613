let noted: string | undefined

/**
 * Notes where this program is, while its file is still there; to be called at the start. Bun asks the system for the path
 * when it is first read: a file that was moved aside before an upgrade, and removed after it, would name nothing then.
 */
export const noteOwnPath = (): void => {
  noted ??= process.execPath
}

/**
 * The path of this program, to start it by once more. Linux marks it as deleted once another file has taken its place, as an
 * upgrade does; what is there now is started then.
 */
export const ownPath = (): string => (noted ?? process.execPath).replace(/ \(deleted\)$/, "")
