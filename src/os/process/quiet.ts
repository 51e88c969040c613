/** Set to `1`, it turns off Bun's timer for garbage collection. */
export const collectionTimer = "BUN_GC_TIMER_DISABLE"

/**
 * What makes Bun cheap in a program that mostly waits. Bun reads these variables only when it starts. They turn off the
 * timer that looks every second whether to collect garbage (collection itself goes on, with allocation), and the compiler,
 * for code that runs a few times a minute. In a monitor with default settings these would cost the most.
 * (docs/performance.md)
 */
const quietly: Readonly<Record<string, string>> = { [collectionTimer]: "1", BUN_JSC_useJIT: "0" }

/** Names the variables that were added, so that what this program starts does not get them. */
const marker = "OUTLIVE_QUIET"

/** `environment` with the variables for a quiet start of this program. Variables that are set stay as they are. */
export const quietIn = (
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> => {
  const missing = Object.keys(quietly).filter((name) => environment[name] === undefined)
  const settings = Object.fromEntries(missing.map((name) => [name, quietly[name]]))
  return { ...environment, ...settings, [marker]: missing.join(" ") }
}

/** Whether this process was started to be quiet, and `becomeQuiet` would return. */
export const isQuiet = (): boolean => process.env[marker] !== undefined

/**
 * Starts this program anew in the same process, with these variables, unless it has them: then it returns. Ignored signals,
 * open files and the process id stay as they are, and so do variables that the user has set.
 */
export const becomeQuiet = (): void => {
  const added = process.env[marker]
  if (added === undefined) {
    try {
      process.execve?.(process.execPath, [process.argv0, ...process.argv.slice(2)], quietIn(process.env))
    } catch {
      // Then the program runs without, and costs more.
    }
    return
  }
  for (const name of Object.keys(quietly)) if (added.split(" ").includes(name)) delete process.env[name]
  delete process.env[marker]
}
