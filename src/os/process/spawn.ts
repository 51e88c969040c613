import { errorCodeOf } from "../files/errorCode.ts"
import { exitCodeOfSignal } from "./signals.ts"

type Readable = Bun.Spawn.Readable
type Writable = Bun.Spawn.Writable

/**
 * Starts the program at `path`, which sees itself called `name`. A file that is executable and no program the system
 * knows is a script for the shell, as if somebody had typed its name. (POSIX, Command Search and Execution)
 *
 * Throws what the system says where the program cannot be started.
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
