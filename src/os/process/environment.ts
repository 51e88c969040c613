import { readFileSync } from "node:fs"

import { isSameDirectory } from "../files/directory.ts"
import { currentDirectory } from "./executable.ts"

/** The variables of a process: name → value. */
export type Environment = Readonly<Record<string, string>>

/** This process's own variables. */
export const ownEnvironment = (): Environment => defined(process.env)

/**
 * Makes `environment` this process's own. Programs get it where they are started with `env: process.env`; without `env`
 * they still get the one that this process was started with.
 */
export const adoptEnvironment = (environment: Environment): void => {
  for (const name of Object.keys(process.env)) if (!Object.hasOwn(environment, name)) delete process.env[name]
  Object.assign(process.env, environment)
}

/** What a shell sets when it changes from this process's directory to another. It keeps a name that leads there. (POSIX, PWD) */
export const changeOf = (directory: string): Environment => {
  const present = currentDirectory()
  const named = process.env["PWD"] ?? ""
  return { PWD: directory, OLDPWD: isSameDirectory(named, present) ? named : present }
}

/** `environment` without the variables of these names. */
export const without = (environment: Environment, names: ReadonlyArray<string>): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)))

/** Only the variables of these names. */
export const only = (environment: Environment, wanted: (name: string) => boolean): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => wanted(name)))

/** The variables as the kernel keeps them: `NAME=VALUE`, each ended by a zero byte. (proc(5), environ) */
export const toBytes = (environment: Environment): Uint8Array =>
  Buffer.from(
    Object.entries(environment)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(""),
  )

/** Reads what `toBytes` has written. */
export const fromBytes = (bytes: Uint8Array): Environment =>
  Object.fromEntries(
    Buffer.from(bytes)
      .toString()
      .split("\0")
      .flatMap((entry) => {
        const end = entry.indexOf("=")
        return end > 0 ? [[entry.slice(0, end), entry.slice(end + 1)] as const] : []
      }),
  )

/** The file's variables; `undefined` where it cannot be read. */
export const readEnvironment = (path: string): Environment | undefined => {
  try {
    return fromBytes(readFileSync(path))
  } catch {
    // The file is missing, or another user's: either way there is nothing to adopt.
    return undefined
  }
}

const defined = (variables: Readonly<Record<string, string | undefined>>): Environment =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  )
