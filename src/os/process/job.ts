import { ptr } from "bun:ffi"
import { closeSync, openSync } from "node:fs"
import { constants } from "node:os"
import { getSystemErrorName } from "node:util"

import { lendTerminal } from "../terminal/terminalLoan.ts"
import { openLibc } from "./libc.ts"
import { signalGroup } from "./processes.ts"

/*
 * A job, as a shell has it: a program in a process group of its own that stays in this process's session, so that this
 * process's terminal is the job's too. The runtime can only start a program in this process's group, or in another session.
 */

/** How a program is started as a job. */
export interface JobOptions {
  /** What the program sees as its own name. */
  readonly name: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Descriptors for its stdin and stdout; `undefined` is an empty stdin, and this process's stdout. */
  readonly stdin: number | undefined
  readonly stdout: number | undefined
}

export interface Job {
  /** Also the id of its group. */
  readonly pid: number
  readonly exited: Promise<JobExit>
}

export interface JobExit {
  /** As a shell gives it: 128+N when a signal N ended it. */
  readonly exitCode: number
  /** The number of the signal that ended it. */
  readonly signal: number | undefined
  /** It was in the foreground of the terminal, so that its keys (Ctrl-C) were for the job alone. */
  readonly hadTerminal: boolean
}

/** Flags of posix_spawn(3) and waitpid(2), the same in glibc, musl and macOS. */
const POSIX_SPAWN_SETPGROUP = 2
const POSIX_SPAWN_SETSIGDEF = 4
const POSIX_SPAWN_SETSIGMASK = 8
const WNOHANG = 1
const WUNTRACED = 2

/** More than the largest of the C library's opaque structures has: 336 bytes, in glibc. */
const structureBytes = 1024

/** A SIGCHLD that the runtime has lost would leave a job that never ends, so its state is also asked for now and then. */
const reapMillis = 10_000

/**
 * Starts the program at `path` as a job, and lends it the terminal if this process is in the foreground there; what stops
 * the job by the terminal's keys stops this process too, until it is continued. `undefined` where the C library cannot do
 * that. Signals that this process ignores since its start, the job ignores too.
 *
 * Throws the system's error where the program cannot be started.
 */
export const startJob = (path: string, parameters: ReadonlyArray<string>, options: JobOptions): Job | undefined => {
  const libc = openFunctions()
  if (libc === undefined) return undefined
  const exit = Promise.withResolvers<JobExit>()
  const status = new Int32Array(1)
  let loan: ReturnType<typeof lendTerminal>

  /** Asks the system what became of the job. */
  const reap = (): void => {
    while (libc.waitpid(pid, status, WNOHANG | WUNTRACED) === pid) {
      const [word = 0] = status
      if ((word & 0xff) === stoppedMark) {
        loan?.jobStopped((word >> 8) & 0xff)
        continue
      }
      process.off("SIGCHLD", reap)
      clearInterval(safeguard)
      const signal = word & 0x7f
      exit.resolve({
        exitCode: signal === 0 ? (word >> 8) & 0xff : 128 + signal,
        signal: signal === 0 ? undefined : signal,
        hadTerminal: loan?.end() ?? false,
      })
      return
    }
  }

  process.on("SIGCHLD", reap)
  let pid: number
  try {
    pid = spawn(libc, path, [options.name, ...parameters], options)
  } catch (error) {
    process.off("SIGCHLD", reap)
    throw error
  }
  const safeguard = setInterval(reap, reapMillis)
  loan = lendTerminal(pid, () => signalGroup(pid, "SIGCONT"))
  reap()
  return { pid, exited: exit.promise }
}

/** The low byte of a waitpid status of a process that has stopped. (wait.h, WIFSTOPPED) */
const stoppedMark = 0x7f

type Libc = NonNullable<ReturnType<typeof openFunctions>>

const openFunctions = () =>
  openLibc({
    posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "int" },
    posix_spawn_file_actions_init: { args: ["ptr"], returns: "int" },
    posix_spawn_file_actions_adddup2: { args: ["ptr", "int", "int"], returns: "int" },
    posix_spawn_file_actions_addchdir_np: { args: ["ptr", "ptr"], returns: "int" },
    posix_spawnattr_init: { args: ["ptr"], returns: "int" },
    posix_spawnattr_setflags: { args: ["ptr", "i16"], returns: "int" },
    posix_spawnattr_setpgroup: { args: ["ptr", "int"], returns: "int" },
    posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "int" },
    posix_spawnattr_setsigmask: { args: ["ptr", "ptr"], returns: "int" },
    sigemptyset: { args: ["ptr"], returns: "int" },
    sigaddset: { args: ["ptr", "int"], returns: "int" },
    waitpid: { args: ["int", "ptr", "int"], returns: "int" },
  })

/** The signals that this process ignores of its own accord: the runtime the first two, and a lender of a terminal SIGTTOU. */
const ownIgnored = [constants.signals.SIGPIPE, constants.signals.SIGXFSZ, constants.signals.SIGTTOU]

/** Starts the program in a new group; an executable file in no known format is run by the shell. Gives its id. */
const spawn = (libc: Libc, path: string, words: ReadonlyArray<string>, options: JobOptions): number => {
  const { directory, environment, stdin, stdout } = options
  const attributes = new Uint8Array(structureBytes)
  const actions = new Uint8Array(structureBytes)
  const none = new Uint8Array(structureBytes)
  const defaults = new Uint8Array(structureBytes)
  libc.sigemptyset(none)
  libc.sigemptyset(defaults)
  for (const signal of ownIgnored) libc.sigaddset(defaults, signal)
  libc.posix_spawnattr_init(attributes)
  libc.posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
  libc.posix_spawnattr_setpgroup(attributes, 0)
  libc.posix_spawnattr_setsigdefault(attributes, defaults)
  libc.posix_spawnattr_setsigmask(attributes, none)
  libc.posix_spawn_file_actions_init(actions)
  const where = asCString(directory)
  libc.posix_spawn_file_actions_addchdir_np(actions, where)
  const nothing = stdin === undefined ? openSync("/dev/null", "r") : undefined
  try {
    libc.posix_spawn_file_actions_adddup2(actions, stdin ?? nothing ?? -1, 0)
    if (stdout !== undefined) libc.posix_spawn_file_actions_adddup2(actions, stdout, 1)
    const variables = Object.entries(environment).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    )
    const pid = new Int32Array(1)
    const run = (program: string, given: ReadonlyArray<string>): number => {
      const argv = asCStrings(given)
      const envp = asCStrings(variables)
      return libc.posix_spawn(pid, asCString(program), actions, attributes, argv.pointers, envp.pointers)
    }
    const code = run(path, words)
    const failed = code === constants.errno.ENOEXEC ? run("/bin/sh", ["/bin/sh", path, ...words.slice(1)]) : code
    if (failed !== 0) throw systemError(failed, path)
    return pid[0] ?? 0
  } finally {
    if (nothing !== undefined) closeSync(nothing)
  }
}

const asCString = (text: string): Buffer => Buffer.from(`${text}\0`)

/** A null-terminated array of strings. The strings live as long as the object that is given. */
const asCStrings = (texts: ReadonlyArray<string>) => {
  const strings = texts.map(asCString)
  return { strings, pointers: new BigUint64Array([...strings.map((string) => BigInt(ptr(string))), 0n]) }
}

const systemError = (errno: number, path: string): Error => {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`${code}: ${path} cannot be started`), { code })
}
