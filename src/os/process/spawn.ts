import { errorCodeOf } from "../files/errorCode.ts"
import { exitCodeOfSignal } from "./signals.ts"

type Readable = Bun.Spawn.Readable
type Writable = Bun.Spawn.Writable

/**
 * Starts the program at `path`, which sees itself called `name`. An executable file in no format that the system knows is
 * run by the shell, as if its name had been typed there. (POSIX, Command Search and Execution)
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
    if (errorCodeOf(error) !== "ENOEXEC") throw error
    return Bun.spawn(["/bin/sh", path, ...parameters], options)
  }
}

/** The exit code of a process that has ended, as a shell gives it: 128+N when a signal N ended it. */
export const exitCodeOf = ({ exitCode, signalCode }: Bun.Subprocess): number =>
  signalCode === null ? (exitCode ?? 1) : exitCodeOfSignal(signalCode)
