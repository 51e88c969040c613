import { noteOwnPath } from "./os/process/ownPath.ts"
import { endWith } from "./os/process/programEnd.ts"
import { becomeQuiet, isQuiet } from "./os/process/quiet.ts"
import type { ProgramEnd } from "./os/process/signals.ts"
import { programOf } from "./program.ts"

/**
 * Picks the program by the name it was called by, or by the first word. Each loads only what it needs: a filter and a
 * version must cost no more than an empty program.
 */
const main = async (): Promise<ProgramEnd> => {
  noteOwnPath()
  const [name, parameters] = programOf(process.argv0, process.argv.slice(2))
  // Among other words these are words that the scripts ignore, or use as they are.
  const wantsHelp = parameters.length === 1 && (parameters[0] === "--help" || parameters[0] === "-h")
  switch (name) {
    case "--version":
      console.log(process.env["OUTLIVE_VERSION"])
      return 0
    case "capture":
      if (parameters.length === 0) return (await import("./cli/scripts/capture.ts")).capture()
      break
    case "wrapper":
      if (!wantsHelp) {
        await (await import("./cli/scripts/asScript.ts")).startAsScript(process.env["TASK_TMPDIR"])
        return (await import("./cli/scripts/wrapper.ts")).wrapper()
      }
      break
    case "session-host":
      return (await import("./cli/session/host.ts")).host(parameters[0] ?? "")
    case "session-terminal":
      return (await import("./os/terminal/terminalGroup.ts")).takeTerminal() ? 0 : 1
    case "session-log":
      return (await import("./sessions/host/log.ts")).log(parameters[0] ?? "")
    case "exec-supervisor":
      return (await import("./exec/supervisor/supervisor.ts")).supervisor(parameters)
    case "exec-announcement":
      return (await import("./exec/supervisor/announcement.ts")).announceEnd(parameters[0] ?? "")
    case "monitor":
      if (!wantsHelp) {
        if (!isQuiet()) await (await import("./cli/scripts/asScript.ts")).startAsScript(parameters[1])
        becomeQuiet()
        return (await import("./cli/scripts/monitor.ts")).monitor(parameters)
      }
      break
  }
  return (await import("./cli/application.ts")).runApplication(name === undefined ? [] : [name, ...parameters])
}

/** Writes a defect of this program down, says so, and ends. */
const tellAndEnd = async (fault: unknown): Promise<never> => {
  const [{ internalFault }, { exitCodeInternalFault, report }] = await Promise.all([
    import("./internalFault.ts"),
    import("./cli/words/failure.ts"),
  ])
  report("outlive", { code: "InternalFault", ...internalFault(fault) }, false)
  return endWith(exitCodeInternalFault)
}

let end: Promise<never> | undefined

/**
 * Ends this program over its first defect. Without this Bun would print the error and then, as long as `main` waits for
 * something, go round in circles at full speed instead of ending.
 */
const endOver = (fault: unknown): Promise<never> => (end ??= tellAndEnd(fault))

for (const defect of ["uncaughtException", "unhandledRejection"] as const) process.on(defect, endOver)
const programEnd = await main().catch(endOver)
// `main` may come to its end while a defect is being told.
await end
await endWith(programEnd)
