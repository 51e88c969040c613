/**
 * The words that run `name` as bash does: a function of that name that bash has exported goes before the program. Bash hands
 * such functions on as variables. (bash(1), Functions)
 */
export const asBashRuns = (
  name: string,
  parameters: ReadonlyArray<string>,
): readonly [program: string, parameters: ReadonlyArray<string>] =>
  process.env[`BASH_FUNC_${name}%%`] === undefined
    ? [name, parameters]
    : ["bash", ["-c", `${name} "$@"`, name, ...parameters]]
