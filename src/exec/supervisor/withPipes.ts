import { closeSync } from "node:fs"

import { identityOf } from "../../os/process/identity.ts"
import { spawnProgram } from "../../os/process/spawn.ts"
import { makePipe, openInput, openOutputPipe, writeAll } from "../state/channels.ts"
import type { Request } from "../state/record.ts"
import { environmentFor, exitOf, orNotRun, orphansBeside, type Supervised } from "./commandProcess.ts"
import type { Reader } from "./handOn.ts"
import { handInputOn } from "./inputHandOn.ts"
import type { Order } from "./messages.ts"
import { superviseCommand } from "./supervision.ts"

/** Starts a command whose stdin, stdout and stderr are pipes, and looks after it. Throws `NotRun`. */
export const startWithPipes = (
  directory: string,
  request: Request,
  order: Order,
  reader: Reader | undefined,
): Supervised => {
  const names = order.output === "handed on apart" ? (["stdout", "stderr"] as const) : (["stdout"] as const)
  for (const name of names) makePipe(directory, name)
  const pipes = names.map((name) => openOutputPipe(directory, name))
  const input = openInput(directory)
  const [stdout, stderr = stdout] = pipes
  const forCommand = [input.forCommand, stdout?.forCommand() ?? 0, stderr?.forCommand() ?? 0] as const
  const [program, ...parameters] = order.words
  const orphans = orphansBeside(() => child)
  const child = orNotRun(() =>
    spawnProgram(program, program, parameters, {
      cwd: request.directory,
      env: environmentFor(order, request, {}),
      stdio: [...forCommand],
      // A session and a group of its own: what is sent to either reaches nothing else.
      detached: true,
    }),
  )
  for (const descriptor of forCommand) closeSync(descriptor)
  const supervision = superviseCommand(
    {
      ...{ directory, request, pipes, orphans, stdin: input.forSupervisor, terminal: undefined },
      process: identityOf(child.pid),
      exited: exitOf(child),
    },
    reader,
    order.background,
  )
  if (order.input === "none") supervision.closeInput()
  const stopInput =
    order.input === "handed on"
      ? handInputOn({ write: (chunk) => writeAll(input.forSupervisor, chunk), end: supervision.closeInput })
      : undefined
  return { pid: child.pid, supervision, stopInput }
}
