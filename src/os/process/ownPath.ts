/**
 * The path of this program, to start it by once more. Linux marks it as deleted once another file has taken its place, as an
 * upgrade does; what is there now is started then.
 */
export const ownPath = (): string => process.execPath.replace(/ \(deleted\)$/, "")
