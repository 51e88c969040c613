import { homedir } from "node:os"
import { join, resolve } from "node:path"

/**
 * Where all state is kept: `${OUTLIVE_HOME:-${XDG_STATE_HOME:-~/.local/state}/outlive}`. Not below `/tmp`, since it has
 * to survive a reboot.
 */
export const outliveHome = (): string =>
  resolve(
    process.env["OUTLIVE_HOME"] || join(process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "outlive"),
  )

/** `${XDG_CONFIG_HOME:-~/.config}/outlive/config.json` */
export const configurationPath = (): string =>
  join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "outlive", "config.json")
