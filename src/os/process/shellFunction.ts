/**
 * The words that run this program with its arguments as bash does: a function of that name that bash has exported goes before
 * the program. Bash hands such functions on as variables. (bash(1), Functions)
 */
export const asBashRuns = (words: readonly [string, ...ReadonlyArray<string>]): readonly [string, ...Array<string>] => {
  const [name, ...parameters] = words
  return process.env[`BASH_FUNC_${name}%%`] === undefined
    ? [name, ...parameters]
    : ["bash", "-c", `${name} "$@"`, name, ...parameters]
}
