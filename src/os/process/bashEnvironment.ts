import { lookUpExecutable, searchPath } from "./executable.ts"

/** Set where the file that BASH_ENV names was read already; the shims set it, too. */
const marker = "OUTLIVE_BASH_ENV_READ"

/** Hands on the functions that the file may define and a script would call, and starts this program by its own name. */
const startAgain = `export -f claude openclaw 2>/dev/null
name=$1 program=$2
shift 2
exec -a "$name" "$program" "$@"`

/**
 * Starts this program anew in the same process, with what the file that BASH_ENV names makes of the environment: bash reads
 * that file before it runs a script. Returns where there is none, and where it was read. (bash(1), Invocation)
 */
export const readBashEnvironment = (): void => {
  const isRead = process.env[marker] !== undefined
  delete process.env[marker]
  if (isRead || (process.env["BASH_ENV"] ?? "") === "") return
  const bash = lookUpExecutable("bash", searchPath(), "/")
  if (bash._tag !== "Found") return
  const words = [process.argv0, process.execPath, ...process.argv.slice(2)]
  try {
    process.execve?.(bash.path, ["bash", "-c", startAgain, "bash", ...words], { ...process.env, [marker]: "1" })
  } catch {
    // Then the program runs without.
  }
}
