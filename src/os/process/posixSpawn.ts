import { type Pointer, ptr, read, toArrayBuffer } from "bun:ffi"
import { constants } from "node:os"
import { getSystemErrorName } from "node:util"

import { shellFor } from "./executable.ts"
import { openLibc } from "./libc.ts"

/** How a process is started, where the runtime's own way would give it this process's group or another session. */
export interface SpawnOptions {
  /** The process group that it joins; 0 is a new one, with its own id. */
  readonly group: number
  /** Its working directory; `undefined` is this process's own. */
  readonly directory: string | undefined
  /** A map holds changes to the environment that this process was started with, which is handed on byte for byte. */
  readonly environment: Readonly<Record<string, string | undefined>> | Map<string, string | undefined>
  /** Its stdin and stdout; `undefined` are this process's own. */
  readonly stdin: number | undefined
  readonly stdout: number | undefined
  /** Descriptors of this process that it must not have. */
  readonly without: ReadonlyArray<number>
}

/** What became of a child: `undefined` while there is nothing new. */
export type ChildChange =
  | { readonly _tag: "Stopped"; readonly signal: number }
  | { readonly _tag: "Exited"; readonly exitCode: number }
  | { readonly _tag: "Killed"; readonly signal: number }

/** The C library's way to start processes. What it starts, the runtime does not know: the caller asks what became of it. */
export interface PosixSpawn {
  /** Starts the program at `path`, and gives its id; throws the system's error where it cannot be started. */
  readonly spawn: (path: string, words: ReadonlyArray<string>, options: SpawnOptions) => number
  /** The next change of this child. After `Exited` or `Killed` its id is no longer its own. */
  readonly changeOf: (pid: number) => ChildChange | undefined
  /** A pipe, which every process started by `spawn` inherits, unless it is `without` it. */
  readonly pipe: () => { readonly readEnd: number; readonly writeEnd: number } | undefined
}

/** Flags of posix_spawn(3) and waitpid(2), the same in glibc, musl and macOS. */
const POSIX_SPAWN_SETPGROUP = 2
const POSIX_SPAWN_SETSIGDEF = 4
const POSIX_SPAWN_SETSIGMASK = 8
const WNOHANG = 1
const WUNTRACED = 2

/** Of fcntl(2), also the same: its answer is 0 for a descriptor that children inherit. */
const F_GETFD = 1

/** The descriptor by which Node talks to a parent process. It is the one that the runtime leaves to its children. */
const nodeChannel = 3

/** More than the largest of the C library's opaque structures has: 336 bytes, in glibc. */
const structureBytes = 1024

/** The signals that this process ignores of its own accord: the runtime the first two, a lender of a terminal SIGTTOU. */
const ownIgnored = [constants.signals.SIGPIPE, constants.signals.SIGXFSZ, constants.signals.SIGTTOU]

/** `undefined` where the C library cannot be called, or lacks a function. */
export const openPosixSpawn = (): PosixSpawn | undefined => {
  const libc = openLibc({
    posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "int" },
    posix_spawn_file_actions_init: { args: ["ptr"], returns: "int" },
    posix_spawn_file_actions_destroy: { args: ["ptr"], returns: "int" },
    posix_spawn_file_actions_adddup2: { args: ["ptr", "int", "int"], returns: "int" },
    posix_spawn_file_actions_addclose: { args: ["ptr", "int"], returns: "int" },
    posix_spawn_file_actions_addchdir_np: { args: ["ptr", "ptr"], returns: "int" },
    posix_spawnattr_init: { args: ["ptr"], returns: "int" },
    posix_spawnattr_destroy: { args: ["ptr"], returns: "int" },
    posix_spawnattr_setflags: { args: ["ptr", "i16"], returns: "int" },
    posix_spawnattr_setpgroup: { args: ["ptr", "int"], returns: "int" },
    posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "int" },
    posix_spawnattr_setsigmask: { args: ["ptr", "ptr"], returns: "int" },
    sigemptyset: { args: ["ptr"], returns: "int" },
    sigaddset: { args: ["ptr", "int"], returns: "int" },
    waitpid: { args: ["int", "ptr", "int"], returns: "int" },
    pipe: { args: ["ptr"], returns: "int" },
    fcntl: { args: ["int", "int"], returns: "int" },
  })
  if (libc === undefined) return undefined

  const spawn = (path: string, words: ReadonlyArray<string>, options: SpawnOptions): number => {
    const { directory, environment, group, stdin, stdout, without } = options
    const actions = new Uint8Array(structureBytes)
    const attributes = new Uint8Array(structureBytes)
    const none = new Uint8Array(structureBytes)
    const defaults = new Uint8Array(structureBytes)
    // Named, so that they live until the process is started.
    const where = asCString(directory ?? "")
    const variables = environmentOf(environment)
    done(libc.posix_spawn_file_actions_init(actions))
    done(libc.posix_spawnattr_init(attributes))
    try {
      if (directory !== undefined) done(libc.posix_spawn_file_actions_addchdir_np(actions, where))
      if (stdin !== undefined) done(libc.posix_spawn_file_actions_adddup2(actions, stdin, 0))
      if (stdout !== undefined) done(libc.posix_spawn_file_actions_adddup2(actions, stdout, 1))
      const inherited = libc.fcntl(nodeChannel, F_GETFD) === 0 ? [nodeChannel] : []
      for (const descriptor of new Set([...inherited, ...without])) {
        done(libc.posix_spawn_file_actions_addclose(actions, descriptor))
      }
      libc.sigemptyset(none)
      libc.sigemptyset(defaults)
      for (const signal of ownIgnored) libc.sigaddset(defaults, signal)
      const flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
      done(libc.posix_spawnattr_setflags(attributes, flags))
      done(libc.posix_spawnattr_setpgroup(attributes, group))
      done(libc.posix_spawnattr_setsigdefault(attributes, defaults))
      done(libc.posix_spawnattr_setsigmask(attributes, none))
      const pid = new Int32Array(1)
      const run = (program: string, given: ReadonlyArray<string>): number => {
        const argv = arrayOf(given.map(asCString))
        return libc.posix_spawn(pid, asCString(program), actions, attributes, argv.pointers, variables.pointers)
      }
      const code = run(path, words)
      // A script that does not name its interpreter is run by a shell. (POSIX, Command Search and Execution)
      const shell = code === constants.errno.ENOEXEC ? shellFor(path) : undefined
      const failed = shell === undefined ? code : run(shell, [shell, path, ...words.slice(1)])
      if (failed !== 0) throw systemError(failed, path)
      return pid[0] ?? 0
    } finally {
      libc.posix_spawn_file_actions_destroy(actions)
      libc.posix_spawnattr_destroy(attributes)
    }
  }

  const status = new Int32Array(1)
  return {
    spawn,
    changeOf: (pid) => {
      if (libc.waitpid(pid, status, WNOHANG | WUNTRACED) !== pid) return undefined
      const [word = 0] = status
      // (wait.h, WIFSTOPPED and the like)
      if ((word & 0xff) === 0x7f) return { _tag: "Stopped", signal: (word >> 8) & 0xff }
      const signal = word & 0x7f
      return signal === 0 ? { _tag: "Exited", exitCode: (word >> 8) & 0xff } : { _tag: "Killed", signal }
    },
    pipe: () => {
      const ends = new Int32Array(2)
      return libc.pipe(ends) === 0 ? { readEnd: ends[0] ?? -1, writeEnd: ends[1] ?? -1 } : undefined
    },
  }
}

/** The variables as C has them, a string each. */
const environmentOf = (environment: SpawnOptions["environment"]) => {
  if (!(environment instanceof Map)) return arrayOf(definitionsIn(Object.entries(environment)))
  const kept = [...inheritedDefinitions()].filter((definition) => {
    const text = definition.toString("latin1")
    return !environment.has(text.slice(0, text.indexOf("=")))
  })
  return arrayOf([...kept, ...definitionsIn(environment)])
}

const definitionsIn = (variables: Iterable<readonly [string, string | undefined]>): ReadonlyArray<Buffer> =>
  [...variables].flatMap(([name, value]) => (value === undefined ? [] : [asCString(`${name}=${value}`)]))

/** `RTLD_DEFAULT` of dlsym(3): all that is loaded. */
const everywhere = process.platform === "linux" ? 0 : -2

/** What the C library has as the environment: the strings with their zero bytes. */
function* inheritedDefinitions(): Generator<Buffer> {
  const libc = openLibc({ dlsym: { args: ["i64", "ptr"], returns: "ptr" } })
  const variable = libc?.dlsym(everywhere, asCString("environ")) ?? null
  if (variable === null) throw new Error("the C library does not tell its environment")
  const first = read.ptr(variable)
  for (let index = 0; ; index++) {
    const definition = read.ptr(first as Pointer, index * pointerBytes)
    if (definition === 0) return
    let length = 0
    while (read.u8(definition as Pointer, length) !== 0) length++
    yield Buffer.from(toArrayBuffer(definition as Pointer, 0, length + 1))
  }
}

const pointerBytes = 8

const asCString = (text: string): Buffer => Buffer.from(`${text}\0`)

/** A null-terminated array of strings. The strings live as long as the object that is given. */
const arrayOf = (strings: ReadonlyArray<Buffer>) => ({
  strings,
  pointers: new BigUint64Array([...strings.map((string) => BigInt(ptr(string))), 0n]),
})

/** Throws what a function of the library gives, unless that is 0. */
const done = (errno: number): void => {
  if (errno !== 0) throw systemError(errno, "a process")
}

const systemError = (errno: number, path: string): Error => {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`${code}: ${path} cannot be started`), { code })
}
