/** Whether it can be the name of a task or a session: 1 to 64 small letters, digits and dashes. */
export const isName = (given: string): boolean => /^[a-z0-9-]{1,64}$/.test(given)

/** The given text as a valid name, to suggest to the user; `undefined` if no letter or digit is left of it. */
export const similarName = (given: string): string | undefined => {
  const name = given
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 64)
  return name === "" ? undefined : name
}
