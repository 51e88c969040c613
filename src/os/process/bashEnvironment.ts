import { lookUpExecutable, searchPath } from "./executable.ts"

/** Set where the file that BASH_ENV names was read already; the shims set it, too. Nothing that is started gets it. */
export const bashEnvironmentMarker = "OUTLIVE_BASH_ENV_READ"

/** Exports functions, and starts this program by the name that it was called by. */
const startAgain = `export -f $1 2>/dev/null
name=$2 program=$3
shift 3
exec -a "$name" "$program" "$@"`

/** Whether bash would read a file before it runs a script, and has not done so for this program; asks once. */
export const hasBashEnvironment = (): boolean => {
  const isRead = process.env[bashEnvironmentMarker] !== undefined
  delete process.env[bashEnvironmentMarker]
  return !isRead && (process.env["BASH_ENV"] ?? "") !== ""
}

/**
 * Starts this program anew in the same process, with what the file that BASH_ENV names makes of the environment, and with
 * its functions of the names given. Returns where there is no bash. (bash(1), Invocation)
 */
export const readBashEnvironment = (functions: ReadonlyArray<string>): void => {
  const bash = lookUpExecutable("bash", searchPath(), "/")
  if (bash._tag !== "Found") return
  const words = [functions.join(" "), process.argv0, process.execPath, ...process.argv.slice(2)]
  try {
    process.execve?.(bash.path, ["bash", "-c", startAgain, "bash", ...words], {
      ...process.env,
      [bashEnvironmentMarker]: "1",
    })
  } catch {
    // Then the program runs without.
  }
}
