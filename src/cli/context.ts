import type { ApplicationContext } from "@stricli/core"

/** What a command may use of the process: it prints through `os/console`, and leaves its exit code here. */
export type CommandContext = ApplicationContext
