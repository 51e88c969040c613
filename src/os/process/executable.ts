import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

/** What a shell says of a command that it was asked to run. (POSIX, Command Search and Execution) */
export type ExecutableLookup =
  | { readonly _tag: "Found"; readonly path: string }
  /** Files have that name, but none may be run: exit code 126. */
  | { readonly _tag: "NotExecutable"; readonly path: string }
  /** Exit code 127. */
  | { readonly _tag: "NotFound" }

export const exitCodeNotExecutable = 126
export const exitCodeNotFound = 127

/** Where a shell looks for programs when PATH is not set at all. */
export const defaultSearchPath = "/usr/local/bin:/usr/bin:/bin"

export const searchPath = (): string => process.env["PATH"] ?? defaultSearchPath

/** The current directory; `/` where it was removed. */
export const currentDirectory = (): string => {
  try {
    return process.cwd()
  } catch {
    return "/"
  }
}

/**
 * Looks for `name` as bash does: a name with a slash is a path, seen from `directory`; any other is searched for in the
 * directories of `path`, where an empty entry means `directory`, and a tilde that the user has quoted the home directory.
 * Directories are passed over.
 */
export const lookUpExecutable = (name: string, path: string, directory: string): ExecutableLookup => {
  const candidates = name.includes("/")
    ? [resolve(directory, name)]
    : path.split(":").map((entry) => join(resolve(directory, withHome(entry)), name))
  let refused: string | undefined
  for (const candidate of candidates) {
    if (!isRegularFile(candidate)) continue
    if (isExecutable(candidate)) return { _tag: "Found", path: candidate }
    refused ??= candidate
  }
  return refused === undefined ? { _tag: "NotFound" } : { _tag: "NotExecutable", path: refused }
}

const withHome = (entry: string): string => entry.replace(/^~(?=\/|$)/, process.env["HOME"] ?? "~")

const isRegularFile = (path: string): boolean => {
  try {
    return statSync(path).isFile()
  } catch {
    // A path that cannot be looked at cannot be run either.
    return false
  }
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The shell that reads the executable file at `path`, which is in no format that the system knows: bash, or where there is
 * none `sh`. `undefined` for a file that is no text, and so no script. (bash, `check_binary_file`)
 */
export const shellFor = (path: string): string | undefined => {
  if (isBinary(path)) return undefined
  const bash = lookUpExecutable("bash", searchPath(), "/")
  return bash._tag === "Found" ? bash.path : "/bin/sh"
}

const sampleBytes = 80

/** Whether the first line has a zero byte, or the file begins as a program for Linux. */
const isBinary = (path: string): boolean => {
  const sample = Buffer.alloc(sampleBytes)
  const file = openSync(path, "r")
  try {
    const text = sample.toString("latin1", 0, readSync(file, sample))
    return text.startsWith("\x7fELF") || (text.split("\n")[0] ?? "").includes("\0")
  } finally {
    closeSync(file)
  }
}
