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

/**
 * Starts this program anew in the same process, quietly; once that is so, it returns. Signals that are ignored, open
 * files and the process id stay as they are. What the user has set is left to the user.
 */
export const becomeQuiet = (): void => {
  const added = process.env[marker]
  if (added === undefined) {
    const missing = Object.keys(quietly).filter((name) => process.env[name] === undefined)
    const settings = Object.fromEntries(missing.map((name) => [name, quietly[name]]))
    const environment = { ...process.env, ...settings, [marker]: missing.join(" ") }
    try {
      process.execve?.(process.execPath, [process.argv0, ...process.argv.slice(2)], environment)
    } catch {
      // Then it is a little louder.
    }
    return
  }
  for (const name of Object.keys(quietly)) if (added.split(" ").includes(name)) delete process.env[name]
  delete process.env[marker]
}
