import { existsSync } from "node:fs"

import type { Configuration } from "../../configuration.schema.ts"
import { ConfigurationInvalid, InvalidSetting } from "../../configurationErrors.ts"
import { configurationPath } from "../../home.ts"
import type { Notification } from "../state/record.schema.ts"

/** The settings of `exec` and `process`: from the environment, else the configuration file, else the default. */
export interface Settings {
  /** Before a command goes to the background. */
  readonly yieldMillis: number
  /** 0 is none. */
  readonly timeoutSeconds: number
  /** Characters of the output that are handed out at once. */
  readonly maxOutputCharacters: number
  /** Characters that one poll hands out. */
  readonly maxPolledCharacters: number
  /** Bytes of a command's output that are kept on the disk. */
  readonly maxLogBytes: number
  /** An ended command is forgotten after this. */
  readonly keepMillis: number
  /** A command that reads its stdin counts as waiting for input after this long without output. */
  readonly inputWaitMillis: number
  readonly allowBackground: boolean
  readonly allowElevated: boolean
  readonly notification: Notification
  readonly sandbox: ReadonlyArray<string>
}

/** The shortest and the longest wait before a command goes to the background. */
export const yieldBounds = { least: 10, most: 120_000 } as const

const keepBounds = { least: 60_000, most: 10_800_000 } as const

export const within = ({ least, most }: { readonly least: number; readonly most: number }, value: number): number =>
  Math.min(Math.max(value, least), most)

/** The settings of this process. Throws `ConfigurationInvalid` and `InvalidSetting`. */
export const loadSettings = async (): Promise<Settings> => settingsFrom(process.env, await configuredTools())

/** The code that checks the file is loaded only if there is a file. */
const configuredTools = async (): Promise<Configuration["tools"]> => {
  const path = configurationPath()
  if (!existsSync(path)) return { exec: {}, elevated: { enabled: false } }
  const read = (await import("../../configuration.ts")).readConfiguration()
  if (read._tag === "Configuration") return read.configuration.tools
  throw new ConfigurationInvalid({ path, reason: read.reason })
}

export const settingsFrom = (
  environment: Readonly<Record<string, string | undefined>>,
  { elevated, exec }: Configuration["tools"],
): Settings => {
  const from = (variable: string, configured: number | undefined, otherwise: number): number =>
    numberIn(environment, variable) ?? configured ?? otherwise
  return {
    yieldMillis: within(yieldBounds, from("PI_BASH_YIELD_MS", exec.backgroundMs, 10_000)),
    timeoutSeconds: exec.timeoutSec ?? 1800,
    maxOutputCharacters: atLeastOne(from("PI_BASH_MAX_OUTPUT_CHARS", exec.maxOutputChars, 200_000)),
    maxPolledCharacters: atLeastOne(from("OPENCLAW_BASH_PENDING_MAX_OUTPUT_CHARS", undefined, 30_000)),
    maxLogBytes: atLeastOne(exec.maxLogBytes ?? 64 * 1024 * 1024),
    keepMillis: within(keepBounds, from("PI_BASH_JOB_TTL_MS", exec.cleanupMs, 1_800_000)),
    inputWaitMillis: from("OPENCLAW_PROCESS_INPUT_WAIT_IDLE_MS", undefined, 15_000),
    allowBackground: exec.allowBackground ?? true,
    allowElevated: elevated.enabled,
    notification: {
      through: exec.notifyOnExit === false ? null : notifierOf(exec.notifyCommand),
      ofEmptySuccess: exec.notifyOnExitEmptySuccess ?? false,
    },
    sandbox: exec.sandbox ?? [],
  }
}

const atLeastOne = (count: number): number => Math.max(Math.floor(count), 1)

const notifierOf = (command: ReadonlyArray<string> | string | undefined): Notification["through"] =>
  command === undefined ? "openclaw" : typeof command === "string" ? ["/bin/sh", "-c", command] : command

/** An empty variable counts as unset. */
const numberIn = (environment: Readonly<Record<string, string | undefined>>, name: string): number | undefined => {
  const given = environment[name]
  if (given === undefined || given === "") return undefined
  if (!/^[0-9]{1,15}$/.test(given)) throw new InvalidSetting({ variable: name, given })
  return Number(given)
}
