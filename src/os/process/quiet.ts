/** With `1` as its value there is no timer that looks for garbage. */
export const collectionTimer = "BUN_GC_TIMER_DISABLE"

/**
 * What makes Bun cheap in a program that mostly waits, and can only be said before it starts: no timer that looks
 * every second whether to collect garbage (collection itself goes on, with allocation), and no compiler for code that
 * runs a few times a minute. At the defaults of a monitor this is most of what it would cost. (docs/performance.md)
 */
const quietly: Readonly<Record<string, string>> = { [collectionTimer]: "1", BUN_JSC_useJIT: "0" }

/** Names the variables that were added, so that what this program starts does not get them. */
const marker = "OUTLIVE_QUIET"

/** `environment`, with what makes this program quiet from its start on. What is set there is left as it is. */
export const quietIn = (
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> => {
  const missing = Object.keys(quietly).filter((name) => environment[name] === undefined)
  const settings = Object.fromEntries(missing.map((name) => [name, quietly[name]]))
  return { ...environment, ...settings, [marker]: missing.join(" ") }
}

/**
 * Starts this program anew in the same process, quietly, unless it was started so; once that is so, it returns. Signals that
 * are ignored, open files and the process id stay as they are. What the user has set is left to the user.
 */
export const becomeQuiet = (): void => {
  const added = process.env[marker]
  if (added === undefined) {
    try {
      process.execve?.(process.execPath, [process.argv0, ...process.argv.slice(2)], quietIn(process.env))
    } catch {
      // Then it is a little louder.
    }
    return
  }
  for (const name of Object.keys(quietly)) if (added.split(" ").includes(name)) delete process.env[name]
  delete process.env[marker]
}
