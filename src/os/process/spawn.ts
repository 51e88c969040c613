import { errorCodeOf } from "../files/errorCode.ts"
import { shellFor } from "./executable.ts"
import { exitCodeOfSignal } from "./signals.ts"

type Readable = Bun.Spawn.Readable
type Writable = Bun.Spawn.Writable

/**
 * Starts the program at `path`, which sees itself called `name`. A script that does not name its interpreter is run by a
 * shell, as if its name had been typed there. (POSIX, Command Search and Execution)
 *
 * Throws the system's error where the program cannot be started.
 */
export const spawnProgram = <In extends Writable, Out extends Readable, Err extends Readable>(
  name: string,
  path: string,
  parameters: ReadonlyArray<string>,
  options: Bun.Spawn.SpawnOptions<In, Out, Err>,
): Bun.Subprocess<In, Out, Err> => {
  try {
    return Bun.spawn([path, ...parameters], { ...options, argv0: name })
  } catch (error) {
    const shell = errorCodeOf(error) === "ENOEXEC" ? shellFor(path) : undefined
    if (shell === undefined) throw error
    return Bun.spawn([shell, path, ...parameters], options)
  }
}

/** The exit code of a process that has ended, as a shell gives it: 128+N when a signal N ended it. */
export const exitCodeOf = ({ exitCode, signalCode }: Bun.Subprocess): number =>
  signalCode === null ? (exitCode ?? 1) : exitCodeOfSignal(signalCode)
