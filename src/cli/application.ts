import {
  type ApplicationContext,
  type ApplicationText,
  buildApplication,
  buildRouteMap,
  ExitCode,
  run,
  text_en,
} from "@stricli/core"

import type { ErrorReport } from "../errorReport.schema.ts"
import { internalFault } from "../internalFault.ts"
import { printError, printLine } from "../os/terminal/print.ts"
import { quote, toLine } from "../words.ts"
import { withTextAsItIs } from "./session/typedWords.ts"
import { endOfFlags, strayFlag, withSeparateValues, withShortValues } from "./words/commandLine.ts"
import { exitCodeInternalFault, exitCodeUsage, toJson, usageError } from "./words/failure.ts"
import { describeUsageError } from "./words/usageErrors.ts"

/** The routes of each part, loaded when one of its commands is called. */
const parts = {
  tasks: async () => (await import("./tasks/routes.ts")).tasks,
  sessions: async () => (await import("./session/routes.ts")).sessions,
  exec: async () => (await import("./exec/routes.ts")).commands,
  scripts: async () => (await import("./scripts/routes.ts")).scripts,
}

type Part = keyof typeof parts
type CommandName = { [Name in Part]: keyof Awaited<ReturnType<(typeof parts)[Name]>> }[Part]

const partOf: Readonly<Record<CommandName, Part>> = {
  ...{ run: "tasks", status: "tasks", logs: "tasks", result: "tasks", wait: "tasks", stop: "tasks", resume: "tasks" },
  ...{ attach: "tasks", restore: "tasks", prune: "tasks", doctor: "tasks" },
  session: "sessions",
  ...{ exec: "exec", process: "exec", tool: "exec" },
  ...{ wrapper: "scripts", monitor: "scripts", capture: "scripts", pane: "scripts", manifest: "scripts" },
}

/** The commands of the part that `name` belongs to; for an unknown name all, for the help and the nearest name. */
const commandsBeside = async (name: string | undefined) => {
  if (name !== undefined && Object.hasOwn(partOf, name)) return parts[partOf[name as CommandName]]()
  const [tasks, sessions, exec, scripts] = await Promise.all([
    ...[parts.tasks(), parts.sessions(), parts.exec(), parts.scripts()],
  ])
  return { ...tasks, ...sessions, ...exec, ...scripts }
}

const rootWith = (routes: Awaited<ReturnType<typeof commandsBeside>>) =>
  buildRouteMap<string, ApplicationContext>({
    routes,
    docs: {
      brief: "Starts coding agents and programs so that they outlive whoever started them",
      fullDescription: `Starts coding agents and programs so that they outlive whoever started them, watches them and brings them back.

A link to this program named wrapper, wrapper.sh, monitor or monitor.sh is that program.

Example: echo 'Make the tests pass' | outlive run --name fix-tests`,
    },
  })

/** Words usage errors like all other errors: on one line, or as JSON. */
const text = (complaint: (error: ErrorReport) => string): ApplicationText => ({
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    complaint(
      usageError({
        message: `${quote(input)} is no command`,
        hint: corrections.length > 0 ? `did you mean ${corrections.join(" or ")}?` : "see: outlive --help",
      }),
    ),
  exceptionWhileLoadingCommandFunction: (error) => complaint(faultOf(error)),
  exceptionWhileRunningCommand: (error) => complaint(faultOf(error)),
  exceptionWhileParsingArguments: (error) => complaint(wrongFlag(describeUsageError(error))),
})

const faultOf = (error: unknown): ErrorReport => ({ code: "InternalFault", ...internalFault(error) })

const wrongFlag = (message: string): ErrorReport => usageError({ message, hint: "see the command's --help" })

const applicationFor = async (name: string | undefined, json: boolean) =>
  buildApplication(rootWith(await commandsBeside(name)), {
    name: "outlive",
    versionInfo: { currentVersion: process.env["OUTLIVE_VERSION"] ?? "" },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
    localization: {
      text: text(complaintFor(json)),
    },
  })

const complaintFor =
  (json: boolean) =>
  (error: ErrorReport): string =>
    json ? toJson(error) : `outlive: ${toLine(error)}`

/** Runs the command that the words name, and gives its exit code; 2 for words that cannot be understood. */
export const runApplication = async (given: ReadonlyArray<string>): Promise<number> => {
  const words = withSeparateValues(withShortValues(withTextAsItIs(given)))
  // One mistake is one line, even if one missing word leaves several parameters without a value.
  let complained = false
  const json = words.slice(0, endOfFlags(words)).includes("--json")
  const complainOnce = (complaint: string) => {
    if (!complained) (json ? printLine : printError)(complaint)
    complained = true
  }
  const context: ApplicationContext = {
    process: { stdout: linesTo(printLine), stderr: linesTo(complainOnce), env: {} },
  }
  const stray = strayFlag(words)
  if (stray !== undefined) {
    complainOnce(complaintFor(json)(wrongFlag(`there is no flag ${quote(stray)}`)))
    return exitCodeUsage
  }
  await run(await applicationFor(words[0], json), words, context)
  switch (context.process.exitCode) {
    case ExitCode.UnknownCommand:
    case ExitCode.InvalidArgument:
      return exitCodeUsage
    default: {
      const exitCode = Number(context.process.exitCode ?? 0)
      return exitCode < 0 ? exitCodeInternalFault : exitCode
    }
  }
}

const linesTo = (print: (line: string) => void) => ({ write: (chunk: string) => print(chunk.replace(/\n$/, "")) })
