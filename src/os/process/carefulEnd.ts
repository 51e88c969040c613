import { inspectProcess } from "./processes.ts"
import { exitCodeOfSignal, type ProgramEnd } from "./signals.ts"

/**
 * Ends this process, which may have a terminal, or is to die of a signal. SIGQUIT would dump its memory into a file, so its
 * exit code alone tells of that signal.
 */
export const endCarefully = (end: ProgramEnd): never => {
  if (typeof end === "number") return exitWith(end)
  const { ofGroup, signal } = end
  if (signal !== "SIGQUIT") {
    process.removeAllListeners(signal)
    process.kill(ofGroup ? 0 : process.pid, signal)
  }
  return exitWith(exitCodeOfSignal(signal))
}

/**
 * At its exit the runtime gives the terminal the mode that it had at the start. In the background that would be taken from
 * the program in the foreground, as an editor. So this process ends there as another program.
 */
const exitWith = (exitCode: number): never => {
  if (isInBackground()) {
    try {
      process.execve?.("/bin/sh", ["sh", "-c", `exit ${exitCode}`], {})
    } catch {
      // Then the mode changes, but the exit code is right.
    }
  }
  return process.exit(exitCode)
}

/** Whether another process group has this process's terminal. */
const isInBackground = (): boolean => {
  const facts = inspectProcess(process.pid)
  return facts !== undefined && facts.foregroundGroup > 0 && facts.foregroundGroup !== facts.group
}
