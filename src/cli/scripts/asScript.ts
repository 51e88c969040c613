import { existsSync } from "node:fs"
import { join } from "node:path"

import { hasBashEnvironment, readBashEnvironment } from "../../os/process/bashEnvironment.ts"

/**
 * Starts the wrapper or the monitor of the task in `directory` as bash would start the script. A task of `outlive run` has its
 * launcher's environment instead, in a file of its own.
 */
export const startAsScript = async (directory: string | undefined): Promise<void> => {
  if (directory === undefined || existsSync(join(directory, "environment")) || !hasBashEnvironment()) return
  const { scriptAgent } = await import("../../tasks/agents/agents.ts")
  readBashEnvironment([scriptAgent.executable, "openclaw"])
}
